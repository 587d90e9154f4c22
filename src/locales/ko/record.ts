import type { Texts } from '../i18n.ts';

export const record = {
  title: '기록',
  number: '#',
  time: '시각',
  who: '보낸 곳 → 받는 곳',
  what: '내용',
  answer: '응답',
  open: '전체 기록 열기',
  empty: '아직 아무 일도 일어나지 않았다.',
  goTo: '재생 위치를 {moment|으로/로} 옮긴다',
  lost: '응답 없음',
} satisfies Texts<'record'>;
