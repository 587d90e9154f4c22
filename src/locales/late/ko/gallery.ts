import type { Texts } from '../../i18n.ts';

export const gallery: Texts<'gallery'> = {
  title: '예제와 레슨',
  search: '예제와 레슨 찾기',
  none: '그런 이름이 없다.',
  count: '{n}개',
  examples: '예제',
  examplesWhat: '편집기에 넣을 매니페스트. 클러스터는 그대로다.',
  stories: '이야기',
  storiesWhat: '처음부터 지켜보는 실행.',
  lessons: '레슨',
  minutes: '{n}분',
  storyBoot: '부팅 순서',
  storyBootAsks: '물어볼 곳이 없을 때 컨트롤 플레인은 누가 시작할까?',
  storyBootTitle: '부팅 순서: kubelet이 먼저',
  storyFirst: '디플로이먼트, 파드 3개',
  storyFirstAsks: 'kubectl apply에서 실행 중인 파드까지 무슨 일이 일어날까?',
  level: '기초',
};
