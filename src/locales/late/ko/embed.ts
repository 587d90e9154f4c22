import type { Texts } from '../../i18n.ts';

export const embed: Texts<'embed'> = {
  title: 'KubeStage',
  open: 'KubeStage에서 열기',
  section: '끼워 넣기',
  what: '이 순간의 무대와 자막, 이정표를 담은 틀. 아무것도 저장하지 않고 멈춘 채 시작한다.',
  view: '보여 줄 것',
  viewStage: '무대',
  viewTimeline: '타임라인',
  viewRecord: '기록',
  controls: '조작',
  controlsNone: '없음',
  controlsBasic: '단계와 재생',
  controlsFull: '모두',
  theme: '테마',
  themeSystem: '읽는 사람의 설정',
  themeLight: '밝게',
  themeDark: '어둡게',
  copy: '삽입 코드 복사',
  copied: '복사했다',
  code: '삽입 코드',
};
