// The image of rancher/local-path-provisioner: makes volumes out of folders of the nodes, on demand. The program reads its
// flags and its configuration; its watching half (sim/storage) runs with the Pod's service account.
// Upstream: rancher/local-path-provisioner main.go

import { milliseconds } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';
import { strftime } from './busybox/system.ts';
import type { Process, Program, ProvisionerPart, ProvisionerPlace } from './program.ts';

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export const localPathProvisioner: Program = {
  name: 'local-path-provisioner',
  *main(proc) {
    const log = logTo(proc);
    const fatal = (text: string): number => {
      log('fatal', `Error starting daemon: ${text}`);
      return 1;
    };
    const token = proc.files.read(TOKEN);
    const begin = proc.host?.provisioner;
    yield* sleep(milliseconds(60 + proc.random.below(120)));
    if (!proc.args.includes('start')) {
      proc.stdout('NAME:\n   local-path-provisioner - Local Path Provisioner\n\nUSAGE:\n   local-path-provisioner [global options] [command [command options]]\n\nCOMMANDS:\n   start\n   help, h  Shows a list of commands or help for one command\n');
      return 0;
    }
    if (!token || !begin) return fatal('unable to get client config: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
    const place = placeOf(proc, token, log);
    const part = begin(place);
    try {
      const port = Number(flag(proc, 'health-port', 'HEALTH_PORT', '8080'));
      log('info', `Health server started on :${port}`);
      proc.listen(port, (request) => health(part, request, log));
      const problem = yield* part.connect();
      if (problem !== undefined) return fatal(problem);
      place.log('debug', 'Provisioner started');
      part.start();
      yield proc.signal('SIGTERM', 'SIGINT');
      place.klog('I', 'main.go:73', 'Receive terminated to exit');
      place.log('debug', 'Provisioner stopped');
    } finally {
      part.stop();
    }
    return 0;
  },
};

type Level = 'debug' | 'info' | 'warning' | 'error' | 'fatal';

/** logrus' lines, where no terminal looks at them. */
const logTo = (proc: Process) => (level: Level, text: string): void => {
  proc.stderr(`time="${strftime('%FT%TZ', proc.kernel.wallMs)}" level=${level} msg=${JSON.stringify(text)}\n`);
};

function flag({ args, env }: Process, name: string, variable: string, fallback: string): string {
  const at = args.indexOf(`--${name}`);
  return args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3) ?? (at >= 0 ? args[at + 1] : undefined) ?? env.get(variable) ?? fallback;
}

function placeOf(proc: Process, token: string, log: (level: Level, text: string) => void): ProvisionerPlace {
  const debug = proc.args.some((a) => a === '--debug' || a === '-d');
  const file = flag(proc, 'config', '', '');
  return {
    node: proc.nodeName,
    namespace: flag(proc, 'namespace', 'POD_NAMESPACE', 'local-path-storage'),
    pod: proc.hostname,
    token,
    userAgent: 'local-path-provisioner/v0.0.0 (linux/amd64) kubernetes/$Format',
    name: flag(proc, 'provisioner-name', 'PROVISIONER_NAME', 'rancher.io/local-path'),
    serviceAccount: flag(proc, 'service-account-name', 'SERVICE_ACCOUNT_NAME', 'local-path-provisioner-service-account'),
    configMap: flag(proc, 'configmap-name', '', 'local-path-config'),
    config: () => proc.files.read(file),
    log: (level, text) => {
      if (debug || level !== 'debug') log(level, text);
    },
    klog: (severity, at, text) => {
      const { wallMs } = proc.kernel;
      const micros = String(Math.floor((wallMs * 1000) % 1e6)).padStart(6, '0');
      proc.stderr(`${severity}${strftime('%m%d %T', wallMs)}.${micros} ${String(proc.pid).padStart(7)} ${at}] ${text}\n`);
    },
  };
}

function* health(part: ProvisionerPart, { path }: HttpRequest, log: (level: Level, text: string) => void): Sim<HttpResponse> {
  if (path === '/health') return { status: 200, body: 'OK' };
  if (path !== '/ready') return { status: 404, body: '404 page not found\n' };
  const problem = yield* part.unready();
  if (problem === undefined) return { status: 200, body: 'Ready' };
  log('warning', `Readiness check failed: ${problem}`);
  return { status: 503, body: `${problem}\n` };
}
