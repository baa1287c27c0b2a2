/** The browser of the end-to-end tests. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Debian's headless shell is the same engine without windows: a new page takes a quarter of the time. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const PACKAGES = ['chromium-headless-shell', 'chromium']
const installing = (name: string) => `apt-get install -y --no-install-recommends ${name} fonts-noto-cjk`

/** Path of the program; undefined if there is none. */
export const findChromium = (): string | undefined => process.env.CHROMIUM ?? PROGRAMS.find(existsSync)

/** With Chinese fonts: installed on Debian as root, otherwise the user is asked to. @returns whether it is there */
export function ensureChromium(): boolean {
  if (process.env.CHROMIUM || existsSync(PROGRAMS[0]!)) return true
  const command = `apt-get update && (${PACKAGES.map(installing).join(' || ')})`
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('正在安装 Chromium 和中文字体…')
    spawnSync('sh', ['-c', command], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (findChromium()) return true
  console.error(
    `[no_chromium] 没有找到 Chromium。Debian 上请运行：sudo sh -c '${command}'；其他系统请用 CHROMIUM 指明它的位置。`,
  )
  return false
}
