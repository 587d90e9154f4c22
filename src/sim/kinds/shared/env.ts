// A container's variables: given, taken from elsewhere, or all of a ConfigMap or Secret at once.
// Upstream: pkg/apis/core/validation/validation.go (ValidateEnv, ValidateEnvFrom)

import { isConfigMapKey, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, nameFaults } from '../../api/names.ts';
import { checkFieldRef, checkResourceFieldRef, ENV_FIELDS } from './fieldRefs.ts';
import type { Container, EnvVar } from './podTypes.ts';
import { checkNoBacksteps } from './paths.ts';
import type { Report } from './report.ts';

type Source = NonNullable<EnvVar['valueFrom']>;

/** The report stands at the container. */
export function checkEnv(report: Report, env: readonly EnvVar[] | undefined): void {
  if (!env) return;
  for (let i = 0; i < env.length; i++) {
    const variable = env[i] as EnvVar;
    report.enterItem('env', i);
    if (!variable.name) report.required('name');
    else report.faults('name', variable.name, isEnvVarName(variable.name));
    if (variable.valueFrom) {
      report.enter('valueFrom');
      checkSource(report, variable.valueFrom, variable.value ?? '');
      report.leave();
    }
    report.leaveItem();
  }
}

function checkSource(report: Report, source: Source, value: string): void {
  let count = 0;
  if (source.fieldRef) {
    count++;
    report.enter('fieldRef');
    checkFieldRef(report, source.fieldRef, ENV_FIELDS);
    report.leave();
  }
  if (source.resourceFieldRef) {
    count++;
    report.enter('resourceFieldRef');
    checkResourceFieldRef(report, source.resourceFieldRef, false);
    report.leave();
  }
  for (const field of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const ref = source[field];
    if (!ref) continue;
    count++;
    report.enter(field);
    report.faults('name', ref.name ?? '', isDNS1123Subdomain(ref.name ?? ''));
    if (!ref.key) report.required('key');
    else report.faults('key', ref.key, isConfigMapKey(ref.key));
    report.leave();
  }
  if (source.fileKeyRef) {
    count++;
    report.enter('fileKeyRef');
    checkFileKey(report, source.fileKeyRef);
    report.leave();
  }
  if (count === 0) report.invalid('', '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`');
  else if (value !== '') report.invalid('', '', 'may not be specified when `value` is not empty');
  else if (count > 1) report.invalid('', '', 'may not have more than one field specified at a time');
}

function checkFileKey(report: Report, { key, volumeName, path }: NonNullable<Source['fileKeyRef']>): void {
  if (!key) report.required('key');
  else report.faults('key', key, isEnvVarName(key));
  if (!volumeName) report.required('volumeName');
  else report.faults('volumeName', volumeName, isDNS1123Label(volumeName));
  if (!path) report.required('path');
  else checkNoBacksteps(report, 'path', path);
}

/** The report stands at the container. */
export function checkEnvFrom(report: Report, envFrom: Container['envFrom']): void {
  envFrom?.forEach((source, i) => {
    const { prefix, configMapRef, secretRef } = source;
    report.enterItem('envFrom', i);
    if (prefix) report.faults('prefix', prefix, isEnvVarName(prefix));
    if (configMapRef) checkRefName(report, 'configMapRef.name', configMapRef.name);
    if (secretRef) checkRefName(report, 'secretRef.name', secretRef.name);
    report.leaveItem();
    if (!configMapRef && !secretRef) report.invalid('envFrom', '', 'must specify one of: `configMapRef` or `secretRef`');
    else if (configMapRef && secretRef) report.invalid('envFrom', '', 'may not have more than one field specified at a time');
  });
}

function checkRefName(report: Report, child: string, name: string | undefined): void {
  if (!name) report.required(child);
  else report.faults(child, name, nameFaults('dns1123Subdomain', name, true));
}
