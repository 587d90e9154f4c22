// 이야기하는 부팅: 자막의 문장과 레일의 이정표.

import type { Texts } from '../../i18n.ts';

export const boot = {
  // 부팅, 전원이 들어올 때부터
  bootPower: '{node}에 전원이 들어온다: kubelet과 containerd뿐, 클러스터는 아직 없다',
  bootKubelet: '<mark>{actor}</mark>: 물어볼 서버가 없어 자기 폴더를 읽는다',
  bootStatic: '<mark>{actor}</mark>: {name}.yaml이 있다 → 실행한다',
  bootServes: '<mark>kube-apiserver</mark>: etcd를 찾아 기본값을 저장하고 요청을 받는다',
  bootRefused: '<mark>{actor}</mark> → {kind} <verb>{verb}</verb>: 아직 서버가 없어 거부된다',
  bootWaits: '<mark>kubeadm</mark>: 컨트롤 플레인을 기다리며 다시 묻는다',
  bootRegisters: '<mark>{actor}</mark>: 자신을 등록한다 → 노드 <verb>{verb}</verb>',
  bootMarks: '<mark>kubeadm</mark>: 컨트롤 플레인임을 표시한다 → 노드 레이블 <verb>{verb}</verb>',
  bootAddon: '<mark>kubeadm</mark>: 클러스터에 {name}{name#이/가} 필요하다 → {kind} <verb>{verb}</verb>',
  bootLeads: '<mark>{actor}</mark>: 비어 있는 리스를 잡아 리더가 된다 → <verb>{verb}</verb>',
  bootAccounts: '<mark>컨트롤러들</mark>: 저마다 계정이 필요하다 → 서비스어카운트 ×{n} <verb>{verb}</verb>',
  bootMirror: '<mark>{actor}</mark>: {name}{name#을/를} 보여 준다 → 미러 파드 <verb>{verb}</verb>',
  bootJoins: '<mark>{actor}</mark>: 시작한다, kubeadm join이 서버를 알려 주었다',
  bootReady: '<mark>{actor}</mark>: 네트워크가 갖춰졌다 → 상태를 Ready로 <verb>{verb}</verb>',
  // 이정표
  railRead: '매니페스트 {count}개 읽음',
  railRun: '컨트롤 플레인 실행',
  railServes: 'API 서버 응답',
  railNode: '{name} 등록',
  railAddons: '애드온 저장',
  railLeads: '{name} 리더',
  railFirst: '{name} 실행',
  railJoin: '{name} 합류',
  railReady: '{name} Ready',
  railDns: 'DNS 응답',
  railMirror: '첫 미러 파드',
  railAllReady: '노드 {count}개 Ready',
  railMirrors: '미러 파드 {count}개',
  railUp: '파드 {count}개 모두 준비',
} satisfies Texts<'boot'>;
