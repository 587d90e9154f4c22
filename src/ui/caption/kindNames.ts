// Kinds in words. English has Kubernetes' own names; Korean the transliterations of the Korean localization guide, with the
// English name in brackets where a kind comes up for the first time.

import type { Language } from '../../locales/i18n.ts';
import { kindOf } from '../../trace/subject.ts';

const KOREAN: Readonly<Record<string, string>> = {
  pods: '파드',
  services: '서비스',
  deployments: '디플로이먼트',
  replicasets: '레플리카셋',
  statefulsets: '스테이트풀셋',
  daemonsets: '데몬셋',
  jobs: '잡',
  cronjobs: '크론잡',
  configmaps: '컨피그맵',
  secrets: '시크릿',
  namespaces: '네임스페이스',
  nodes: '노드',
  endpoints: '엔드포인트',
  endpointslices: '엔드포인트슬라이스',
  ingresses: '인그레스',
  networkpolicies: '네트워크폴리시',
  serviceaccounts: '서비스어카운트',
  persistentvolumes: '퍼시스턴트볼륨',
  persistentvolumeclaims: '퍼시스턴트볼륨클레임',
  storageclasses: '스토리지클래스',
  resourcequotas: '리소스쿼터',
  limitranges: '리밋레인지',
  roles: '롤',
  rolebindings: '롤바인딩',
  clusterroles: '클러스터롤',
  clusterrolebindings: '클러스터롤바인딩',
  events: '이벤트',
  leases: '리스',
  controllerrevisions: '컨트롤러리비전',
};

/** Stand alone in Korean, without the English name. */
const FAMILIAR = new Set(['pods', 'services', 'nodes', 'events', 'namespaces']);

/** `many` is the resource as in URLs in English; Korean has no plural to speak of. */
export function kindName(language: Language, resource: string, form: 'one' | 'many' | 'full' = 'one'): string {
  if (language === 'en') return form === 'many' ? resource : kindOf(resource);
  const korean = KOREAN[resource];
  if (korean === undefined) return kindOf(resource);
  return form === 'full' && !FAMILIAR.has(resource) ? `${korean}(${kindOf(resource)})` : korean;
}
