// The programs of people's containers, and which of them each kind of image has. The cluster's own are in components.ts.

import { FILE_TOOLS } from './busybox/files.ts';
import { curl } from './busybox/curl.ts';
import { NET_TOOLS } from './busybox/net.ts';
import { SYSTEM_TOOLS } from './busybox/system.ts';
import { tar } from './busybox/tar.ts';
import { TEXT_TOOLS } from './busybox/text.ts';
import { httpdForeground, nginx, nginxEntrypoint } from './nginx.ts';
import { HELLO_SERVERS } from './hello.ts';
import { dumbInit, ingressNginx } from './ingressNginx.ts';
import { mysql, mysqladmin, mysqld } from './mysql.ts';
import { APK, APT } from './packages.ts';
import { localPathProvisioner } from './localPath.ts';
import { helloWorld, HOGS, pause, perl, STAND_INS } from './odd.ts';
import type { Image, Program } from './program.ts';
import { agnhost, DATABASES, redisCli, redisServer } from './servers.ts';
import { sh } from './shell/sh.ts';
import { springBoot } from './spring.ts';

const TOOLS: readonly Program[] = [sh, { ...sh, name: 'ash' }, { ...sh, name: 'bash' }, { ...sh, name: 'dash' }, ...TEXT_TOOLS, ...FILE_TOOLS, ...SYSTEM_TOOLS, ...NET_TOOLS, tar];
const PROGRAMS = new Map([...TOOLS, ...APT, APK, curl, nginx, nginxEntrypoint, httpdForeground, redisServer, redisCli, springBoot, agnhost, ...DATABASES, mysqld, mysql, mysqladmin, { ...mysql, name: 'mariadb' }, ...HELLO_SERVERS, dumbInit, ingressNginx, localPathProvisioner, pause, helloWorld, ...HOGS, perl, ...STAND_INS].map((p) => [p.name, p]));

type Base = Exclude<Image['base'], 'scratch'>;

const all = TOOLS.map((p) => p.name);
const BASES: Readonly<Record<Base, ReadonlySet<string>>> = {
  busybox: new Set(all.filter((n) => n !== 'bash' && n !== 'dash')),
  alpine: new Set([...all.filter((n) => n !== 'bash' && n !== 'dash' && n !== 'httpd'), APK.name]),
  // No busybox there: what a slim Debian has.
  debian: new Set([...all, ...APT.map((p) => p.name)].filter((n) => !['ash', 'httpd', 'wget', 'nslookup', 'nc', 'ping', 'ps', 'top', 'watch', 'free', 'uptime', 'killall', 'pkill', 'pgrep', 'pidof'].includes(n))),
};

export const userProgram = (name: string): Program | undefined => PROGRAMS.get(name);
/** What an image is built on, as people ask it: `cat /etc/os-release`. Of busybox and of images from scratch there is none. */
const RELEASE: Readonly<Partial<Record<Base, string>>> = {
  debian: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\n',
  alpine: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.3\nPRETTY_NAME="Alpine Linux v3.21"\nHOME_URL="https://alpinelinux.org/"\n',
};
export const releaseOf = (base: Base): string | undefined => RELEASE[base];

export const baseOf = (base: Base): ReadonlySet<string> => BASES[base];
