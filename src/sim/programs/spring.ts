// A Spring Boot service: slow to start, hungry for memory, with the health endpoints that probes ask.
// Upstream: spring-boot (StartupInfoLogger, ErrorMvcAutoConfiguration, actuate/health)

import { milliseconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';
import { strftime } from './busybox/system.ts';
import type { Process, Program } from './program.ts';

const MB = 1024 * 1024;
const JSON_TYPE = 'application/json';
const ACTUATOR_TYPE = 'application/vnd.spring-boot.actuator.v3+json';

export const springBoot: Program = {
  name: 'java',
  sigtermCode: 143,
  *main(proc) {
    if (proc.args.includes('-version') || proc.args.includes('--version')) {
      proc.stderr(`openjdk version "${javaVersion(proc)}" 2025-04-15\n`);
      return 0;
    }
    const port = Number(proc.env.get('SERVER_PORT') ?? portOf(proc.args) ?? 8080);
    const app = new Service(proc);
    const began = proc.kernel.now;
    const began2 = (): number => (proc.kernel.now - began) / 1e6;
    proc.allocate(120 * MB);
    proc.setCpu(900);
    yield* sleep(milliseconds(700 + proc.random.below(300)));
    proc.stdout('\n  .   ____          _\n :: Spring Boot ::                (v3.5.0)\n\n');
    const profiles = proc.env.get('SPRING_PROFILES_ACTIVE');
    app.log(MAIN, `Starting HelloApplication v1.0.0 using Java ${javaVersion(proc)} with PID ${proc.pid} (/app/app.jar started by root in /app)`);
    app.log(MAIN, profiles ? `The following ${profiles.includes(',') ? `${profiles.split(',').length} profiles are` : '1 profile is'} active: ${profiles.split(',').map((name) => `"${name.trim()}"`).join(', ')}` : 'No active profile set, falling back to 1 default profile: "default"');
    yield* sleep(milliseconds(900 + proc.random.below(500)));
    proc.allocate(60 * MB);
    app.log(TOMCAT, `Tomcat initialized with port ${port} (http)`);
    app.log('o.apache.catalina.core.StandardService', 'Starting service [Tomcat]');
    app.log('o.apache.catalina.core.StandardEngine', 'Starting Servlet engine: [Apache Tomcat/10.1.41]');
    app.log('o.a.c.c.C.[Tomcat].[localhost].[/]', 'Initializing Spring embedded WebApplicationContext');
    app.log('w.s.c.ServletWebServerApplicationContext', `Root WebApplicationContext: initialization completed in ${Math.round(began2() * 600)} ms`);
    yield* sleep(milliseconds(700 + proc.random.below(400)));
    app.log('o.s.b.a.e.web.EndpointLinksResolver', "Exposing 1 endpoint beneath base path '/actuator'");
    try {
      proc.listen(port, (request) => app.answer(request));
    } catch {
      app.log('o.s.b.d.LoggingFailureAnalysisReporter', `\n\n***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nWeb server failed to start. Port ${port} was already in use.\n`, 'ERROR');
      return 1;
    }
    proc.setCpu(5);
    app.log(TOMCAT, `Tomcat started on port ${port} (http) with context path '/'`);
    app.log(MAIN, `Started HelloApplication in ${began2().toFixed(3)} seconds (process running for ${(began2() + 0.4).toFixed(3)})`);
    yield proc.signal('SIGTERM', 'SIGINT');
    proc.close(port);
    app.log('o.s.boot.tomcat.GracefulShutdown', 'Commencing graceful shutdown. Waiting for active requests to complete', 'INFO', 'ionShutdownHook');
    yield* sleep(milliseconds(350));
    app.log('o.s.boot.tomcat.GracefulShutdown', 'Graceful shutdown complete', 'INFO', 'tomcat-shutdown');
    return 143;
  },
};

const MAIN = 'com.example.hello.HelloApplication';
const TOMCAT = 'o.s.b.w.embedded.tomcat.TomcatWebServer';

const javaVersion = (proc: Process): string => `${proc.env.get('JAVA_VERSION') ?? '21'}.0.7`.replace(/^(\d+\.\d+\.\d+).*/, '$1');

/** `--server.port=9090`, `-Dserver.port=9090` */
const portOf = (args: readonly string[]): string | undefined => /(?:^|\s)(?:--|-D)server\.port=(\d+)/.exec(args.join(' '))?.[1];

class Service {
  private readonly proc: Process;
  private readonly message: string;
  private asked = false;

  constructor(proc: Process) {
    this.proc = proc;
    const own = proc.env.get('GREETING') ?? proc.env.get('APP_MESSAGE');
    this.message = own ? `${own} (${proc.hostname})\n` : /\/gs-spring-boot-docker\b/.test(proc.image) ? 'Hello Docker World' : /\bkubestage\/hello\b/.test(proc.image) ? `Hello from Spring Boot (${proc.hostname})\n` : 'Hello World!';
  }

  log(logger: string, line: string, level = 'INFO', thread = 'main'): void {
    const { kernel, pid } = this.proc;
    this.proc.stdout(`${strftime('%Y-%m-%dT%T', kernel.wallMs)}.${String(Math.floor(kernel.wallMs) % 1000).padStart(3, '0')}Z ${level.padStart(5)} ${pid} --- [${thread.padStart(15)}] ${logger.padEnd(40)} : ${line}\n`);
  }

  *answer(request: HttpRequest): Sim<HttpResponse> {
    const { proc } = this;
    yield* sleep((800 + proc.random.below(2500)) as Micros);
    if (!this.asked) {
      this.asked = true;
      this.log('o.a.c.c.C.[Tomcat].[localhost].[/]', "Initializing Spring DispatcherServlet 'dispatcherServlet'", 'INFO', 'nio-8080-exec-1');
      this.log('o.s.web.servlet.DispatcherServlet', "Initializing Servlet 'dispatcherServlet'", 'INFO', 'nio-8080-exec-1');
      this.log('o.s.web.servlet.DispatcherServlet', 'Completed initialization in 1 ms', 'INFO', 'nio-8080-exec-1');
    }
    const path = request.path.split('?')[0] as string;
    switch (path) {
      case '/':
      case '/hello':
        return { status: 200, headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, body: this.message };
      case '/actuator':
        return json(200, { _links: { self: { href: `http://localhost/actuator`, templated: false }, health: { href: `http://localhost/actuator/health`, templated: false } } }, ACTUATOR_TYPE);
      case '/actuator/health':
        return json(200, { status: 'UP', groups: ['liveness', 'readiness'] }, ACTUATOR_TYPE);
      case '/actuator/health/liveness':
      case '/actuator/health/readiness':
        return json(200, { status: 'UP' }, ACTUATOR_TYPE);
      default:
        return json(path === '/error' ? 999 : 404, { timestamp: `${strftime('%Y-%m-%dT%T', proc.kernel.wallMs)}.${String(Math.floor(proc.kernel.wallMs) % 1000).padStart(3, '0')}+00:00`, status: path === '/error' ? 999 : 404, error: path === '/error' ? 'None' : 'Not Found', ...(path === '/error' ? {} : { path }) });
    }
  }
}

const json = (status: number, body: object, type = JSON_TYPE): HttpResponse => ({ status: status === 999 ? 500 : status, headers: { 'Content-Type': type }, body: JSON.stringify(body) });
