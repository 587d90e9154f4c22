// Numbers that may be given as a share: maxSurge, maxUnavailable.
// Upstream: k8s.io/apimachinery/pkg/util/intstr

/** A whole number, or that percentage of the total rounded up or down. */
export function scaledValue(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const share = (Number.parseInt(value, 10) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}
