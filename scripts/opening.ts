/** What the window says once the site is up: to people who have never seen such a window. */
import { networkInterfaces } from 'node:os'
import type { Env } from '../server/env.ts'

/** The folder that `npm run demo` sets by itself. */
const DEMO_DATA = '.data-demo'

const urlOf = (name: string, port: number) => `http://${name.includes(':') ? `[${name}]` : name}:${port}/`
const isAny = (host: string) => host === '0.0.0.0' || host === '::'
/** Only programs on this machine can connect. */
const isOwnOnly = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** The site's addresses, for whom each is; the first one serves this machine. */
export function addresses({ HOST, PORT, PUBLIC_URL }: Env): { whom: string; url: string }[] {
  if (PUBLIC_URL) return [{ whom: '手机和屏幕', url: `${PUBLIC_URL}/` }]
  if (isOwnOnly(HOST)) return [{ whom: '本机', url: urlOf(HOST, PORT) }]
  if (!isAny(HOST)) return [{ whom: '本机、手机和屏幕', url: urlOf(HOST, PORT) }]
  const lan = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
  return [
    { whom: '本机', url: urlOf('127.0.0.1', PORT) },
    ...lan.map(({ address }) => ({ whom: '手机和屏幕', url: urlOf(address, PORT) })),
  ]
}

/** As the shell of this system takes it, with what was set for this start; nothing that may hold a password. */
function openCommand(given: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const settings = Object.entries({ HOST: '0.0.0.0', ...(given.PORT && { PORT: given.PORT }) })
  const command = given.npm_lifecycle_event === 'demo' ? 'npm run demo' : 'npm start'
  return platform === 'win32'
    ? [...settings.map(([name, value]) => `$env:${name}='${value}'`), command].join('; ')
    : [...settings.map(([name, value]) => `${name}=${value}`), command].join(' ')
}

/** @param given the environment as it was before the launcher added anything */
export function openingLines(env: Env, given: NodeJS.ProcessEnv, platform = process.platform): string[] {
  const kept = ['DATA_DIR', 'DATABASE_URL', 'REDIS_URL'].filter((name) => given[name] && given[name] !== DEMO_DATA)
  return [
    '已启动，请用浏览器打开：',
    ...addresses(env).map(({ whom, url }) => `  ${whom}：${url}`),
    ...(env.PUBLIC_URL || !isOwnOnly(env.HOST)
      ? []
      : [
          '现在只有这台电脑能打开。要让手机和互动屏也能打开，请在这个窗口里按 Ctrl+C 停下，再输入下面这行：',
          `  ${openCommand(given, platform)}`,
          ...(kept.length > 0 ? [`  （${kept.join('、')} 和这次一样设）`] : []),
        ]),
    '这个窗口请一直开着，关掉它网站就停了。要停下网站，按 Ctrl+C。',
  ]
}
