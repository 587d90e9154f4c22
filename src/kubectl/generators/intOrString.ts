// Texts that are numbers or names: ports, numbers of Pods.
// Upstream: k8s.io/apimachinery/pkg/util/intstr/intstr.go

import { parseDecimal } from '../flags/values.ts';
import { KubectlError } from '../output/errors.ts';

/** intstr.Parse: a whole number of 32 bits, or the text. */
export function intOrString(text: string): number | string {
  const number = atoi(text);
  return number !== undefined && number >= -0x8000_0000 && number <= 0x7fff_ffff ? number : text;
}

/** strconv.Atoi; undefined where it fails. */
export function atoi(text: string): number | undefined {
  try {
    return parseDecimal(text);
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}
