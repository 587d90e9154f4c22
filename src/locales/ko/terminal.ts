// 터미널. 프로그램이 출력하는 글은 여기에 없다: 어느 언어에서나 그대로다.

export const terminal = {
  label: 'kubectl 터미널',
  input: '명령줄. Tab은 자동 완성, 화살표 키는 이전 명령, Esc는 나가기.',
  tooMuch: '한 번에 읽기에는 글이 많다. 줄을 따라 올라가며 읽을 수 있다.',
  loading: '터미널을 불러오는 중이다.',
  running: '실행 중',
  stillRunning: '실행 중. 재생을 누르면 이어진다',
  reads: '입력을 읽는다',
  stop: '중지',
  play: '재생',
  past: '지금은 과거를 보고 있다. 여기서 명령을 내리면 새 분기가 시작된다.',
  editing: 'kubectl edit이 기다린다. 글은 편집기에 열려 있다.',
  lineBefore: '이전 명령',
  lineAfter: '다음 명령',
  toEditor: '편집기로 가기',
} as const;
