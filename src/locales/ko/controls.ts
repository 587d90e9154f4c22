import type { Texts } from '../i18n.ts';

export const controls = {
  close: '닫기',
  cancel: '취소',
  menu: '메뉴',
  saveSession: '세션 저장',
  goBack: '한 걸음 뒤로',
  ruleBroken: '시뮬레이터가 스스로 정한 규칙을 어겼다: {rule}',
  revision: '리비전 {revision}',
  revisionNewest: '리비전 {revision}, etcd에서 가장 새것',
  milestonePast: '이정표 {n}, 지나감',
  milestoneNow: '이정표 {n}, 지금',
  milestoneAhead: '이정표 {n}, 아직 남음',
} satisfies Texts<'controls'>;
