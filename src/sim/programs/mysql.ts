// MySQL, as far as tutorials go: a server that keeps its tables as files below /var/lib/mysql, so that they live as long as
// the volume there, and the client that speaks to it.
//
// Simplified: of SQL only CREATE, DROP, USE, SHOW, INSERT and plain SELECTs; types are not looked at; one account, root.

import { isObject } from '../../base/json.ts';
import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { NetworkError, type HttpRequest, type HttpResponse } from '../network/http.ts';
import { applet } from './busybox/applet.ts';
import { strftime } from './busybox/system.ts';
import type { Process, Program } from './program.ts';
import { LineInput } from './shell/pipe.ts';

const DATA = '/var/lib/mysql';
/** Is there once a folder has been made a database; says the password of root. */
const MARK = `${DATA}/mysql.ibd`;
const PASSWORDS = ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD'];
const WITHOUT = ['MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD'];
const REFUSAL = '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n';
const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys'];

interface Table {
  readonly columns: readonly string[];
  readonly rows: (string | null)[][];
}
interface Answer {
  readonly error?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly affected?: number;
  readonly database?: string;
}

export const mysqld: Program = {
  name: 'mysqld',
  sigtermCode: 0,
  *main(proc) {
    const { files, env } = proc;
    const now = (): string => strftime('%F %T+00:00', proc.kernel.wallMs);
    const entry = (level: string, text: string): void => proc.stdout(`${now()} [${level}] [Entrypoint]: ${text}\n`);
    const version = versionOf(proc);
    entry('Note', `Entrypoint script for MySQL Server ${version} started.`);
    yield* sleep(milliseconds(120));
    if (!files.stat(MARK)) {
      const password = PASSWORDS.map((name) => env.get(name)).find((text) => text);
      if (password === undefined && !WITHOUT.some((name) => env.get(name))) {
        proc.stderr(`${now()} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n${REFUSAL}`);
        return 1;
      }
      entry('Note', 'Initializing database files');
      yield* sleep(milliseconds(2500 + proc.random.below(2500)));
      for (const folder of ['/var', '/var/lib', DATA, `${DATA}/mysql`]) if (!files.isDirectory(folder)) files.mkdir(folder);
      files.write(`${DATA}/auto.cnf`, '[auto]\n');
      files.write(`${DATA}/ibdata1`, '');
      files.write(MARK, password ?? '');
      entry('Note', 'Database files initialized');
      const database = env.get('MYSQL_DATABASE') ?? env.get('MARIADB_DATABASE');
      if (database) {
        entry('Note', `Creating database ${database}`);
        files.mkdir(`${DATA}/${database}`);
      }
      entry('Note', 'MySQL init process done. Ready for start up.');
    }
    proc.allocate(380 * 1024 * 1024);
    yield* sleep(milliseconds(700 + proc.random.below(500)));
    proc.listen(3306, (request) => serve(proc, request));
    proc.stderr(`${strftime('%FT%T', proc.kernel.wallMs)}.000000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n`);
    yield proc.signal('SIGTERM', 'SIGINT');
    yield* sleep(milliseconds(300));
    proc.stderr(`${strftime('%FT%T', proc.kernel.wallMs)}.000000Z 0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.\n`);
    return 0;
  },
};

const versionOf = (proc: Process): string => {
  const tag = /:(\d+(\.\d+)*)/.exec(proc.image)?.[1] ?? '9.4.0';
  return ['5.7', '8.0', '8.4', '9'].includes(tag) ? ({ '5.7': '5.7.44', '8.0': '8.0.43', '8.4': '8.4.6', '9': '9.4.0' }[tag] as string) : tag;
};

// ---- the server ----

function* serve(proc: Process, request: HttpRequest): Sim<HttpResponse> {
  yield* sleep((200 + proc.random.below(400)) as Micros);
  const { user = '', password = '', database = '' } = request.headers ?? {};
  let answer: Answer;
  if (user !== 'root' || password !== (proc.files.read(MARK) ?? '')) answer = { error: `ERROR 1045 (28000): Access denied for user '${user}'@'${request.remote === proc.podIP || request.remote === '127.0.0.1' ? 'localhost' : request.remote}' (using password: ${password === '' ? 'NO' : 'YES'})` };
  else answer = statement(proc, request.body.trim(), database);
  return { status: 200, body: JSON.stringify({ ...answer, version: versionOf(proc) }) };
}

function statement(proc: Process, sql: string, database: string): Answer {
  const { files } = proc;
  const tableFile = (name: string): string => {
    const [db, table] = name.includes('.') ? (name.split('.') as [string, string]) : [database, name];
    return `${DATA}/${db}/${table}.ibd`;
  };
  const known = (db: string): boolean => SYSTEM.includes(db) || files.isDirectory(`${DATA}/${db}`);
  const read = (name: string): Table | string => {
    if (!name.includes('.') && database === '') return 'ERROR 1046 (3D000): No database selected';
    const text = files.read(tableFile(name));
    if (text !== undefined) return tableOf(text) ?? `ERROR 1877 (HY000): Table ${name.includes('.') ? name : `${database}.${name}`} is corrupted. Please drop the table and recreate.`;
    return `ERROR 1146 (42S02): Table '${name.includes('.') ? name : `${database}.${name}`}' doesn't exist`;
  };
  const NAME = '`?(\\w+(?:\\.\\w+)?)`?';
  const match = (pattern: string): RegExpExecArray | null => new RegExp(`^${pattern.replace(/NAME/g, NAME).replace(/ /g, '\\s+')}$`, 'is').exec(sql);
  let m: RegExpExecArray | null;
  if (sql === '') return { affected: 0 };
  if ((m = match('create (?:database|schema)( if not exists)? NAME.*'))) {
    const [, quiet, db = ''] = m;
    if (known(db)) return quiet ? { affected: 1 } : { error: `ERROR 1007 (HY000): Can't create database '${db}'; database exists` };
    files.mkdir(`${DATA}/${db}`);
    return { affected: 1 };
  }
  if ((m = match('drop (?:database|schema)( if exists)? NAME'))) {
    const [, quiet, db = ''] = m;
    if (!files.isDirectory(`${DATA}/${db}`)) return quiet ? { affected: 0 } : { error: `ERROR 1008 (HY000): Can't drop database '${db}'; database doesn't exist` };
    files.remove(`${DATA}/${db}`);
    return { affected: 0 };
  }
  if ((m = match('use NAME'))) return known(m[1] as string) ? { database: m[1] as string } : { error: `ERROR 1049 (42000): Unknown database '${m[1] as string}'` };
  if (match('show (?:databases|schemas)')) {
    const own = (files.list(DATA) ?? []).filter((name) => files.isDirectory(`${DATA}/${name}`) && !SYSTEM.includes(name));
    return { columns: ['Database'], rows: [...own, ...SYSTEM].sort().map((name) => [name]) };
  }
  if (match('show tables')) {
    if (database === '') return { error: 'ERROR 1046 (3D000): No database selected' };
    return { columns: [`Tables_in_${database}`], rows: (files.list(`${DATA}/${database}`) ?? []).map((name) => [name.replace(/\.ibd$/, '')]) };
  }
  if ((m = match('create table( if not exists)? NAME\\s*\\((.*)\\).*'))) {
    const [, quiet, name = '', body = ''] = m;
    const old = read(name);
    if (typeof old !== 'string') return quiet ? { affected: 0 } : { error: `ERROR 1050 (42S01): Table '${name.split('.').pop() ?? name}' already exists` };
    if (old.includes('1046')) return { error: old };
    const db = name.includes('.') ? (name.split('.')[0] as string) : database;
    if (!known(db)) return { error: `ERROR 1049 (42000): Unknown database '${db}'` };
    const columns = parts(body).filter((part) => !/^\s*(primary|unique|key|index|constraint|foreign)\b/i.test(part)).map((part) => /`?(\w+)/.exec(part)?.[1] ?? '');
    files.write(tableFile(name), JSON.stringify({ columns, rows: [] }));
    return { affected: 0 };
  }
  if ((m = match('drop table( if exists)? NAME'))) {
    const [, quiet, name = ''] = m;
    if (typeof read(name) === 'string') return quiet ? { affected: 0 } : { error: `ERROR 1051 (42S02): Unknown table '${name}'` };
    files.remove(tableFile(name));
    return { affected: 0 };
  }
  if ((m = match('insert into NAME\\s*(\\([^)]*\\))?\\s*values\\s*(.*)'))) {
    const [, name = '', named, values = ''] = m;
    const table = read(name);
    if (typeof table === 'string') return { error: table };
    const columns = named ? named.slice(1, -1).split(',').map((c) => c.trim().replace(/`/g, '')) : table.columns;
    const unknown = columns.find((c) => !table.columns.includes(c));
    if (unknown !== undefined) return { error: `ERROR 1054 (42S22): Unknown column '${unknown}' in 'field list'` };
    let n = 0;
    for (const row of parts(values)) {
      const given = parts(row.trim().replace(/^\(|\)$/g, '')).map(literal);
      if (given.length !== columns.length) return { error: `ERROR 1136 (21S01): Column count doesn't match value count at row ${n + 1}` };
      table.rows.push(table.columns.map((column) => (columns.includes(column) ? (given[columns.indexOf(column)] ?? null) : null)));
      n++;
    }
    files.write(tableFile(name), JSON.stringify(table));
    return { affected: n };
  }
  if ((m = match('select (.*?) from NAME(?: limit (\\d+))?'))) {
    const [, list = '', name = '', limit] = m;
    const table = read(name);
    if (typeof table === 'string') return { error: table };
    if (/^count\(\s*\*\s*\)$/i.test(list)) return { columns: [list], rows: [[String(table.rows.length)]] };
    const columns = list.trim() === '*' ? table.columns : list.split(',').map((c) => c.trim().replace(/`/g, ''));
    const missing = columns.find((c) => !table.columns.includes(c));
    if (missing !== undefined) return { error: `ERROR 1054 (42S22): Unknown column '${missing}' in 'field list'` };
    return { columns, rows: table.rows.slice(0, limit === undefined ? undefined : Number(limit)).map((row) => columns.map((c) => row[table.columns.indexOf(c)] ?? null)) };
  }
  if ((m = match('select (.*)'))) {
    const columns = (m[1] as string).split(',').map((text) => text.trim());
    const row = columns.map((text) => constant(proc, text, database));
    if (row.every((value) => value !== undefined)) return { columns, rows: [row as string[]] };
  }
  return { error: `ERROR 1064 (42000): the simulated MySQL does not understand '${sql.slice(0, 60)}'; it knows CREATE, DROP, USE, SHOW, INSERT and plain SELECTs` };
}

/** What a file holds; undefined where somebody else has written into it. */
function tableOf(text: string): Table | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(value) && Array.isArray(value.columns) && Array.isArray(value.rows) && value.rows.every(Array.isArray) ? (value as unknown as Table) : undefined;
}

function constant(proc: Process, text: string, database: string): string | undefined {
  if (/^[-\d.]+$/.test(text)) return text;
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  switch (text.toLowerCase()) {
    case 'now()':
      return strftime('%F %T', proc.kernel.wallMs);
    case 'version()':
    case '@@version':
      return versionOf(proc);
    case '@@hostname':
      return proc.hostname;
    case '@@server_id':
      return String(100 + Number(/-(\d+)$/.exec(proc.hostname)?.[1] ?? -99));
    case 'database()':
      return database === '' ? 'NULL' : database;
    case 'user()':
    case 'current_user()':
      return 'root@%';
    default:
      return undefined;
  }
}

/** Cut at commas outside of quotes and brackets. */
function parts(text: string): readonly string[] {
  const out: string[] = [];
  let depth = 0;
  let quote = '';
  let piece = '';
  for (const c of text) {
    if (quote) quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"') quote = c;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    if (c === ',' && depth === 0 && !quote) {
      out.push(piece);
      piece = '';
    } else piece += c;
  }
  return [...out, piece];
}

function literal(text: string): string | null {
  const clean = text.trim();
  return /^null$/i.test(clean) ? null : clean.replace(/^(['"])([\s\S]*)\1$/, '$2');
}

// ---- the client ----

interface Wanted {
  host: string;
  port: string;
  user: string;
  password: string | undefined;
  database: string;
  execute: string | undefined;
  names: boolean;
}

function* wanted(proc: Process, args: readonly string[]): Sim<Wanted> {
  const out: Wanted = { host: '127.0.0.1', port: '3306', user: 'root', password: undefined, database: '', execute: undefined, names: true };
  let ask = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const value = (short: string, long: string): string | undefined => {
      if (arg === short || arg === long) return args[++i] ?? '';
      if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1);
      return arg.startsWith(short) && !arg.startsWith('--') ? arg.slice(2) : undefined;
    };
    if (arg === '-p' || arg === '--password') ask = true;
    else if (/^-p./.test(arg)) out.password = arg.slice(2);
    else if (arg.startsWith('--password=')) out.password = arg.slice(11);
    else if (/^(-h|--host)/.test(arg)) out.host = value('-h', '--host') ?? out.host;
    else if (/^(-P|--port)/.test(arg)) out.port = value('-P', '--port') ?? out.port;
    else if (/^(-u|--user)/.test(arg)) out.user = value('-u', '--user') ?? out.user;
    else if (/^(-e|--execute)/.test(arg)) out.execute = value('-e', '--execute');
    else if (arg === '-N' || arg === '--skip-column-names') out.names = false;
    else if (!arg.startsWith('-')) out.database = arg;
  }
  if (out.host === 'localhost') out.host = '127.0.0.1';
  if (ask) {
    proc.stdout('Enter password: ');
    out.password = ((yield* proc.stdin()) ?? '').trim();
    proc.stdout('\n');
  } else if (out.password !== undefined) proc.stderr('mysql: [Warning] Using a password on the command line interface can be insecure.\n');
  return out;
}

function* ask(proc: Process, { host, port, user, password = '' }: Wanted, database: string, sql: string): Sim<(Answer & { readonly version?: string }) | undefined> {
  try {
    const { body } = yield* proc.network.http({ method: 'POST', url: `http://${host}:${port}/`, headers: { user, password, database }, body: sql, timeout: seconds(20) });
    const answer = answerOf(body);
    if (!answer) proc.stderr(`ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0\n`);
    return answer;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    proc.stderr(error.kind === 'noSuchHost' ? `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)\n` : `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${error.kind === 'timeout' ? 110 : 111})\n`);
    return undefined;
  }
}

/** Undefined: who answers is no MySQL. */
function answerOf(body: string): (Answer & { readonly version?: string }) | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    return isObject(answer) && typeof answer.version === 'string' ? (answer as unknown as Answer) : undefined;
  } catch {
    return undefined;
  }
}

export const mysql: Program = applet('mysql', function* (proc, args) {
  const want = yield* wanted(proc, args);
  let { database } = want;
  const first = yield* ask(proc, want, '', database === '' ? '' : `use ${database}`);
  if (!first) return 1;
  if (first.error !== undefined) {
    proc.stderr(`${first.error}\n`);
    return 1;
  }
  const grid = proc.tty || args.includes('-t');
  /** False: it is over. */
  const one = function* (sql: string): Sim<boolean> {
    const answer = yield* ask(proc, want, database, sql);
    if (answer?.error !== undefined) proc.stderr(`${want.execute === undefined && proc.tty ? answer.error : answer.error.replace(':', ' at line 1:')}\n`);
    else if (answer?.database !== undefined) {
      database = answer.database;
      if (proc.tty) proc.stdout('Database changed\n');
    } else if (answer?.columns) proc.stdout(grid ? gridOf(answer) : [...(want.names ? [answer.columns] : []), ...(answer.rows ?? [])].map((row) => `${row.map((v) => v ?? 'NULL').join('\t')}\n`).join(''));
    else if (answer && proc.tty) proc.stdout(`Query OK, ${answer.affected ?? 0} row${answer.affected === 1 ? '' : 's'} affected (0.01 sec)\n\n`);
    return answer?.error === undefined && answer !== undefined;
  };
  if (want.execute !== undefined) {
    for (const sql of statements(want.execute)) if (!(yield* one(sql))) return 1;
    return 0;
  }
  if (proc.tty) proc.stdout(`Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is ${8 + proc.random.below(20)}\nServer version: ${first.version ?? ''} MySQL Community Server - GPL\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`);
  const input = new LineInput({ read: () => proc.stdin() });
  let text = '';
  for (;;) {
    if (proc.tty) proc.stdout(text === '' ? 'mysql> ' : '    -> ');
    const line = yield* input.readLine();
    if (line === undefined) break;
    if (text === '' && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line)) break;
    text += line;
    if (text.trim() === '') text = '';
    if (!/;\s*$|\\g\s*$/.test(text)) continue;
    for (const sql of statements(text)) if (!(yield* one(sql)) && !proc.tty) return 1;
    text = '';
  }
  if (proc.tty) proc.stdout('Bye\n');
  return 0;
});

export const mysqladmin: Program = applet('mysqladmin', function* (proc, args) {
  const want = yield* wanted(proc, args.filter((a) => a !== 'ping' && a !== 'status'));
  const answer = yield* ask(proc, want, '', '');
  if (!answer) return 1;
  // Who is refused has reached somebody.
  proc.stdout(args.includes('ping') ? 'mysqld is alive\n' : 'Uptime: 60  Threads: 2  Questions: 5\n');
  return 0;
});

const statements = (text: string): readonly string[] => text.split(/;|\\g/).map((sql) => sql.trim()).filter((sql) => sql !== '');

function gridOf({ columns = [], rows = [] }: Answer): string {
  if (rows.length === 0) return 'Empty set (0.00 sec)\n\n';
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? 'NULL').length)));
  const rule = `+${widths.map((w) => '-'.repeat(w + 2)).join('+')}+\n`;
  const line = (cells: readonly (string | null)[]): string => `| ${cells.map((cell, i) => (cell ?? 'NULL').padEnd(widths[i] as number)).join(' | ')} |\n`;
  return `${rule}${line(columns)}${rule}${rows.map(line).join('')}${rule}${rows.length} row${rows.length === 1 ? '' : 's'} in set (0.00 sec)\n\n`;
}
