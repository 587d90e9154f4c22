// The template of Pods, as workloads and revisions show it; and what Pods and templates share.
// Upstream: k8s.io/kubectl/pkg/describe (DescribePodTemplate, printTolerationsMultiline, describeTopologySpreadConstraints)

import { compareText } from '../../base/text.ts';
import { labelSelectorText } from '../../sim/api/selectors.ts';
import type { PodTemplateSpec, Toleration, TopologySpreadConstraint } from '../../sim/kinds/shared/podTypes.ts';
import { describeContainers } from './containers.ts';
import type { Page } from './page.ts';
import { describeVolumes } from './volumes.ts';

export function describePodTemplate(page: Page, template: unknown): void {
  page.write(0, 'Pod Template:\n');
  if (!template) {
    page.write(1, '<unset>');
    return;
  }
  const { metadata, spec } = template as PodTemplateSpec;
  page.labels('  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length) page.annotations('  Annotations', metadata?.annotations);
  if (spec?.serviceAccountName) page.inner(1, 'Service Account', spec.serviceAccountName);
  if (spec?.initContainers?.length) describeContainers(page, { title: 'Init Containers', containers: spec.initContainers, indent: '  ' });
  describeContainers(page, { title: 'Containers', containers: spec?.containers, indent: '  ' });
  describeVolumes(page, spec?.volumes, '  ');
  describeSpread(page, spec?.topologySpreadConstraints, '  ');
  if (spec?.priorityClassName) page.inner(1, 'Priority Class Name', spec.priorityClassName);
  page.labels('  Node-Selectors', spec?.nodeSelector);
  page.lines('  Tolerations', tolerationLines(spec?.tolerations));
}

export function describeSpread(page: Page, constraints: readonly TopologySpreadConstraint[] | undefined, indent = ''): void {
  if (!constraints?.length) return;
  const lines = [...constraints]
    .sort((a, b) => compareText(a.topologyKey, b.topologyKey))
    .map((c) => `${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${c.labelSelector ? ` for selector ${labelSelectorText(c.labelSelector as never)}` : ''}`);
  page.lines('Topology Spread Constraints', lines, indent);
}

export const tolerationLines = (tolerations: readonly Toleration[] | undefined): readonly string[] =>
  [...(tolerations ?? [])]
    .sort((a, b) => compareText(a.key ?? '', b.key ?? ''))
    .map(({ key = '', value, effect, operator, tolerationSeconds }) => {
      let text = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
      if (operator === 'Exists' && !value) text += `${key || effect ? ' ' : ''}op=Exists`;
      return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
    });
