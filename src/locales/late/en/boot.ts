// A boot that is told: the caption's sentences, and its milestones on the rail.

export const boot = {
  // A boot, from the power on
  bootPower: '{node} is switched on: a kubelet and containerd, no cluster yet',
  bootKubelet: '<mark>{actor}</mark> reads its folder: no server to ask',
  bootStatic: '<mark>{actor}</mark>: {name}.yaml is there → run it',
  bootServes: '<mark>kube-apiserver</mark> finds etcd, stores its defaults and listens',
  bootRefused: '<mark>{actor}</mark> → <verb>{verb}</verb> {kind}: refused, no server yet',
  bootWaits: '<mark>kubeadm</mark> waits for the control plane: refused, asks again',
  bootRegisters: '<mark>{actor}</mark> registers itself → <verb>{verb}</verb> Node',
  bootMarks: '<mark>kubeadm</mark>: it is the control plane → <verb>{verb}</verb> Node label',
  bootAddon: '<mark>kubeadm</mark>: the cluster needs {name} → <verb>{verb}</verb> {kind}',
  bootLeads: '<mark>{actor}</mark>: the lease is free, it leads → <verb>{verb}</verb> Lease',
  bootAccounts: '<mark>Its controllers</mark> need accounts → <verb>{verb}</verb> serviceaccounts ×{n}',
  bootMirror: '<mark>{actor}</mark> shows {name} → <verb>{verb}</verb> mirror Pod',
  bootJoins: '<mark>{actor}</mark> starts: kubeadm join told it the server',
  bootReady: '<mark>{actor}</mark> has its network → <verb>{verb}</verb> Ready',
  // Milestones
  railRead: '{count} manifests read',
  railRun: 'control plane runs',
  railServes: 'API server answers',
  railNode: '{name} registered',
  railAddons: 'add-ons stored',
  railLeads: '{name} leads',
  railFirst: '{name} runs',
  railJoin: '{name} joins',
  railReady: '{name} Ready',
  railDns: 'DNS answers',
  railMirror: 'first mirror Pod',
  railAllReady: '{count} nodes Ready',
  railMirrors: '{count} mirror Pods',
  railUp: 'all {count} Pods ready',
} as const;
