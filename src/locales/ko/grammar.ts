import type { Texts } from '../i18n.ts';

export const grammar = {
  title: '오가는 것',
  write: '오브젝트를 쓴다',
  read: '읽는다',
  delete: '오브젝트를 지운다',
  answer: '응답',
  watch: 'watch 이벤트',
  status: 'status 쓰기',
  inside: '상자 안의 일',
  refused: '거부',
  notSimulated: '저장만 하고 시뮬레이션하지 않는다',
  skipped: '{span} 뒤',
} satisfies Texts<'grammar'>;
