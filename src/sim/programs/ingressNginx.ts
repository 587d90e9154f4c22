// The image of ingress-nginx: nginx as a proxy in front of Pods, which it asks at their own addresses, and the controller
// beside it, whose watching half runs with the Pod's service account (sim/network/ingress).
// Upstream: kubernetes/ingress-nginx cmd/nginx/main.go, rootfs/etc/nginx (template/nginx.tmpl, lua/balancer.lua),
// internal/ingress/controller/config/config.go (the access log, proxy timeouts, tries)
//
// Simplified: a connection is one request; certificates are not looked at; of its paths of its own only /healthz.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { NetworkError, type HttpRequest, type HttpResponse } from '../network/http.ts';
import { reasonOf } from './busybox/reason.ts';
import { strftime } from './busybox/system.ts';
import { UPSTREAM_FAULTS } from './nginx.ts';
import type { IngressPart, IngressPlace, IngressRoute, Process, Program } from './program.ts';

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const CONNECT_TIMEOUT = seconds(5);
const READ_TIMEOUT = seconds(60);
const TRIES = 3;
const HEALTH_PORT = 10_254;
/** What runs nginx' requests beside the controller. */
const WORKER = 35;

/** The first process of the image: becomes what it is told to run. */
export const dumbInit: Program = {
  name: 'dumb-init',
  stoppedBySigterm: false,
  *main(proc) {
    const args = proc.args[0] === '--' ? proc.args.slice(1) : proc.args;
    return yield* proc.exec(args);
  },
};

export const ingressNginx: Program = {
  name: 'nginx-ingress-controller',
  *main(proc) {
    const release = /:(v[\d.]+)/.exec(proc.image)?.[1] ?? 'UNKNOWN';
    proc.stdout(`${RULE}NGINX Ingress controller\n  Release:       ${release}\n  Build:         ${BUILD}\n  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: nginx/1.27.1\n${RULE}`);
    if (proc.args.includes('--version')) return 0;
    yield* sleep(milliseconds(150 + proc.random.below(200)));
    const log = logTo(proc);
    const fatal = (at: string, text: string): number => {
      log('F', at, text);
      return 255;
    };
    const place = placeOf(proc, release, log, () => {
      proc.listen(80, (request) => new Exchange(proc, part, request, false).answer());
      proc.listen(443, (request) => new Exchange(proc, part, request, true).answer());
    });
    const begin = proc.host?.ingress;
    if (!place || !begin) return fatal('main.go:62', 'Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined');
    if (place.pod === '' || place.namespace === '') return fatal('main.go:120', 'Unexpected error obtaining ingress-nginx pod: unable to get POD information (missing POD_NAME or POD_NAMESPACE environment variable');
    log('I', 'main.go:205', `"Creating API client" host="https://${proc.env.get('KUBERNETES_SERVICE_HOST') ?? '10.96.0.1'}:443"`);
    const part: IngressPart = begin(place);
    try {
      const problem = yield* part.connect();
      if (problem !== undefined) return fatal('main.go:120', problem);
      log('I', 'main.go:101', '"SSL fake certificate created" file="/etc/ingress-controller/ssl/default-fake-certificate.pem"');
      proc.listen(HEALTH_PORT, (request) => health(part, request));
      log('I', 'nginx.go:273', '"Starting NGINX Ingress controller"');
      part.start();
      yield proc.signal('SIGTERM');
      log('I', 'sigterm.go:36', '"Received SIGTERM, shutting down"');
      yield* part.shutDown();
    } finally {
      part.stop();
    }
    log('I', 'nginx.go:411', '"Stopping NGINX process"');
    proc.close(80);
    proc.close(443);
    yield* sleep(seconds(1));
    log('I', 'nginx.go:424', '"NGINX process has stopped"');
    log('I', 'sigterm.go:44', 'Handled quit, delaying controller exit for 10 seconds');
    yield* sleep(seconds(10));
    log('I', 'sigterm.go:47', '"Exiting" code=0');
    return 0;
  },
};

const RULE = `${'-'.repeat(79)}\n`;
const BUILD = 'dbb11b92d';

/** klog's lines. */
const logTo = (proc: Process) => (severity: 'I' | 'W' | 'E' | 'F', at: string, text: string): void => {
  const { wallMs } = proc.kernel;
  const micros = String(Math.floor((wallMs * 1000) % 1e6)).padStart(6, '0');
  proc.stderr(`${severity}${strftime('%m%d %T', wallMs)}.${micros} ${String(proc.pid).padStart(7)} ${at}] ${text}\n`);
};

/** What the flags and the environment say; undefined: there is no token. */
function placeOf(proc: Process, release: string, log: IngressPlace['log'], listen: () => void): IngressPlace | undefined {
  const token = proc.files.read(TOKEN);
  if (!token) return undefined;
  const namespace = proc.env.get('POD_NAMESPACE') ?? '';
  const flag = (name: string, fallback = ''): string => (proc.args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback).replace('$(POD_NAMESPACE)', namespace);
  return {
    node: proc.nodeName,
    namespace,
    pod: proc.env.get('POD_NAME') ?? '',
    token,
    userAgent: `nginx-ingress-controller/${release} (linux/amd64) ingress-nginx/${BUILD}`,
    electionId: flag('election-id', 'ingress-controller-leader'),
    controllerClass: flag('controller-class', 'k8s.io/ingress-nginx'),
    ingressClass: flag('ingress-class', 'nginx'),
    watchWithoutClass: flag('watch-ingress-without-class') === 'true',
    publishService: flag('publish-service'),
    publishAddress: flag('publish-status-address'),
    log,
    listen,
  };
}

function* health(part: IngressPart, { path }: HttpRequest): Sim<HttpResponse> {
  yield* sleep(milliseconds(1));
  if (!path.startsWith('/healthz')) return { status: 404, body: '404 page not found\n' };
  return part.ready ? { status: 200, body: 'ok' } : { status: 500, body: '[+]ping ok\n[-]nginx-ingress-controller failed: reason withheld\nhealthz check failed\n' };
}

/** One request of a client, and those it comes to behind. */
class Exchange {
  private readonly proc: Process;
  private readonly request: HttpRequest;
  private readonly secure: boolean;
  private readonly host: string;
  private readonly route: IngressRoute;
  private readonly began: number;
  private readonly id: string;
  /** Of each Pod that was asked: who, how much, how long, what. */
  private readonly asked: { readonly peer: string; readonly length: number; readonly took: string; readonly status: number }[] = [];

  constructor(proc: Process, part: IngressPart, request: HttpRequest, secure: boolean) {
    this.proc = proc;
    this.request = request;
    this.secure = secure;
    this.host = header(request, 'host');
    this.route = part.route(this.host, request.path);
    this.began = proc.kernel.now;
    this.id = Array.from({ length: 32 }, () => proc.random.below(16).toString(16)).join('');
  }

  *answer(): Sim<HttpResponse> {
    let response: HttpResponse | undefined;
    try {
      yield* sleep((120 + this.proc.random.below(180)) as Micros);
      response = yield* this.respond();
      return this.secure ? { ...response, headers: { ...response.headers, 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } } : response;
    } finally {
      // 499: the client did not wait.
      this.log(response?.status ?? 499, response?.body.length ?? 0);
    }
  }

  private *respond(): Sim<HttpResponse> {
    const { route, request, secure } = this;
    if (route.redirect && !secure) return { ...page(308), headers: { 'Content-Type': 'text/html', Location: `https://${this.host.replace(/:\d+$/, '')}${request.path}` } };
    if (!route.isDefault) return yield* this.forward();
    this.asked.push({ peer: '127.0.0.1:8181', length: page(404).body.length, took: '0.001', status: 404 });
    return page(404);
  }

  private *forward(): Sim<HttpResponse> {
    const { proc, route, request } = this;
    let last: NetworkError | undefined;
    for (let tries = 0; tries < TRIES; tries++) {
      const peer = route.next();
      if (peer === undefined) break;
      const began = proc.kernel.now;
      const took = (): string => ((proc.kernel.now - began) / 1e6).toFixed(3);
      try {
        const { headers, ...response } = yield* proc.network.http({ method: request.method, url: `http://${peer}${route.path}`, headers: this.headers(), body: request.body, connectTimeout: CONNECT_TIMEOUT, timeout: READ_TIMEOUT });
        this.asked.push({ peer, length: response.body.length, took: took(), status: response.status });
        return { ...response, headers: Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'server')) };
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        last = error;
        this.asked.push({ peer, length: 0, took: took(), status: error.kind === 'timeout' ? 504 : 502 });
        this.complain(error, peer);
        // What was sent and may have had its effect is not sent again.
        if (error.kind === 'reset' && request.method === 'POST') break;
      }
    }
    return page(last ? (last.kind === 'timeout' ? 504 : 502) : 503);
  }

  private headers(): Readonly<Record<string, string>> {
    const { request, host, secure, id } = this;
    const scheme = secure ? 'https' : 'http';
    const own = Object.entries(request.headers).filter(([name]) => !/^(host|connection|x-(request-id|real-ip|scheme|forwarded-.*))$/i.test(name));
    return { Host: host, 'X-Request-ID': id, 'X-Real-IP': request.remote, 'X-Forwarded-For': request.remote, 'X-Forwarded-Host': host, 'X-Forwarded-Port': secure ? '443' : '80', 'X-Forwarded-Proto': scheme, 'X-Forwarded-Scheme': scheme, 'X-Scheme': scheme, ...Object.fromEntries(own) };
  }

  private complain(error: NetworkError, peer: string): void {
    const { proc, request, route, host } = this;
    proc.stderr(`${strftime('%Y/%m/%d %T', proc.kernel.wallMs)} [error] ${WORKER}#${WORKER}: *${proc.random.below(9000) + 1000} ${UPSTREAM_FAULTS[error.kind]} upstream, client: ${request.remote}, server: ${route.server}, request: "${request.method} ${request.path} HTTP/1.1", upstream: "http://${peer}${route.path}", host: "${host}"\n`);
  }

  /** What nobody's server answers is not logged (enable-access-log-for-default-backend). */
  private log(status: number, sent: number): void {
    const { proc, request, route, asked, id } = this;
    if (route.server === '_' && route.isDefault) return;
    const list = (of: (a: (typeof asked)[number]) => string | number): string => (asked.length ? asked.map(of).join(', ') : '-');
    const line = `${request.method} ${request.path} HTTP/1.1`;
    const length = line.length + 4 + Object.entries(request.headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) + request.body.length;
    const time = ((proc.kernel.now - this.began) / 1e6).toFixed(3);
    proc.stdout(
      `${request.remote} - - [${strftime('%d/%b/%Y:%T %z', proc.kernel.wallMs)}] "${line}" ${status} ${sent} "${header(request, 'referer') || '-'}" "${header(request, 'user-agent') || '-'}" ${length} ${time} [${route.upstream}] [] ${list((a) => a.peer)} ${list((a) => a.length)} ${list((a) => a.took)} ${list((a) => a.status)} ${id}\n`,
    );
  }
}

const header = ({ headers }: HttpRequest, name: string): string => headers[Object.keys(headers).find((key) => key.toLowerCase() === name) ?? ''] ?? '';

/** nginx' own words for a status are not always those of HTTP. */
const TITLES: Readonly<Record<number, string>> = { 308: 'Permanent Redirect', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

function page(status: number): HttpResponse {
  const title = `${status} ${TITLES[status] ?? reasonOf(status)}`;
  return { status, headers: { 'Content-Type': 'text/html' }, body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n` };
}
