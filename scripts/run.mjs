/**
 * First step of every npm script: `node scripts/run.mjs <name> [arguments]` runs scripts/<name>.ts with the pinned
 * Node.
 *
 * Plain JavaScript without packages, because it runs with the host's Node (≥ 20) before anything is installed: it
 * installs the packages of package-lock.json, then continues with the Node version among them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { withProject } from './project-lock.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name, ...rest] = process.argv.slice(2)

/** Required by Nuxt, and able to run TypeScript directly. */
const OLDEST = [22, 19]

/** Exits with a one-line message. */
function fail(code, message) {
  console.error(`[${code}] ${message}`)
  process.exit(1)
}

function isAtLeast([major, minor], version) {
  const [ownMajor, ownMinor] = version.replace(/^v/, '').split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * True when node_modules contains the packages of package-lock.json, according to npm's own record of the installation.
 * A package for another system may be missing; one for this system may not (the folder may have been copied from
 * elsewhere).
 */
function installed() {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const found = readJson(record).packages
  for (const [path, wanted] of Object.entries(readJson(join(root, 'package-lock.json')).packages)) {
    if (!path) continue
    const fits =
      [].concat(wanted.os ?? []).includes(process.platform) &&
      [].concat(wanted.cpu ?? []).includes(process.arch) &&
      !wanted.libc
    if (wanted.optional && !fits && !found[path]) continue
    if (found[path]?.version !== wanted.version) return false
  }
  return true
}

async function install() {
  if (installed()) return
  // `npm ci` empties the folder that a link leads to, which may be another copy's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    fail('linked_modules', 'node_modules 是一个链接，里面的依赖和 package-lock.json 不一致。请删掉这个链接后重试。')
  console.log('正在安装依赖（第一次要几分钟）…')
  // Under `npm run` the same npm that started this script; with `node scripts/run.mjs` the one on PATH.
  const npm = process.env.npm_execpath
  // The build needs development packages, regardless of NODE_ENV.
  const wanted = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...wanted], { cwd: root, stdio: 'inherit' })
    : spawn('npm', wanted, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  const [error, status] = await new Promise((done) => {
    child.on('error', (error) => done([error]))
    child.on('close', (code) => done([undefined, code]))
  })
  if (error?.code === 'ENOENT') fail('no_npm', '找不到 npm，请先安装 Node.js（自带 npm）。')
  if (error || status !== 0) fail('install_failed', '依赖没有装好，请看上面的提示，检查网络和磁盘空间后重试。')
}

/** The Node in node_modules for this system, or the current one if there is none. */
function pickNode() {
  const pinned = join(
    root,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(pinned)) {
    if (realpathSync(process.execPath) === realpathSync(pinned) || spawnSync(pinned, ['-v']).status === 0) return pinned
  }
  if (isAtLeast(OLDEST, process.version)) return process.execPath
  fail(
    'old_node',
    `这个系统没有自带的 Node，本机的 Node ${process.version} 太旧，请安装 Node ${OLDEST.join('.')} 或更新的版本。`,
  )
}

if (!isAtLeast([20, 0], process.version))
  fail('old_node', `本机的 Node ${process.version} 太旧，请安装 Node 20 或更新的版本。`)
if (!/^[a-z]+$/.test(name ?? '') || !existsSync(join(root, 'scripts', `${name}.ts`)))
  fail('bad_command', `没有“${name ?? ''}”这个命令。`)
process.chdir(root)
if (!installed()) await withProject(root, install)

const node = pickNode()
const script = join(root, 'scripts', `${name}.ts`)
// node_modules may be a symbolic link. And a process that this script has started with the pinned Node starts no other.
const isPinned =
  realpathSync(node) === realpathSync(process.execPath) || process.env.JMT_STARTED_BY === `${process.ppid}`
if (isPinned) {
  process.argv.splice(1, 2, script)
  // In the same process: signals and the exit code are those of the script.
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(warning)
  })
  await import(pathToFileURL(script).href)
} else {
  // npm has set the PATH for scripts, but programs that they start must find the pinned Node first.
  const child = spawn(node, [fileURLToPath(import.meta.url), name, ...rest], {
    stdio: 'inherit',
    env: {
      ...process.env,
      JMT_STARTED_BY: `${process.pid}`,
      PATH: `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    },
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
