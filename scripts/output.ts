/** The build in .output, and whether it is up to date with the sources. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Env, StartError } from '../server/env.ts'
import { lockDataDir } from '../server/database/lock.ts'
import { isBroken } from '../shared/content/check/problem.ts'
import { probeAddress } from './address.ts'
import { lineOf, readProjectContent } from './content-files.ts'
import { openDataDir } from './prepare.ts'
import { withProject } from './project-lock.mjs'

const STAMP = '.output/source.sha256'

/** Top-level entries that do not affect a build. All others count, so that a new folder cannot be forgotten. */
const NOT_BUILT = new Set([
  'node_modules',
  'tests',
  'bench',
  'scripts',
  'coverage',
  'dist',
  'test-results',
  'docs',
  'backups',
  'LICENSE',
  'AGENTS.md',
  'drizzle.config.ts',
  'vitest.config.ts',
  'knip.json',
  'tsconfig.tools.json',
])

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (
      entry.name.startsWith('.') ||
      (folder === '.' && (NOT_BUILT.has(entry.name) || /\.(?:md|ndjson\.gz)$/.test(entry.name)))
    )
      continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path)
    else if (entry.isFile()) hash.update(`${path}\0`).update(readFileSync(path)).update('\0')
  }
}

/** Content hash of every file that affects the build; takes about 30 ms. */
export function hashSources(): string {
  const hash = createHash('sha256').update(process.version)
  addFolder(hash, '.')
  return hash.digest('hex')
}

/**
 * Prints the content files that are excluded from the site. @throws StartError `content_broken` in CI, where none may
 * be
 */
function leaveOutBroken(): void {
  const { broken, problems } = readProjectContent()
  if (broken.length === 0) return
  const lines = problems
    .filter(isBroken)
    .map((problem) => `  ${lineOf(problem)}`)
    .join('\n')
  if (process.env.CI) throw new StartError('content_broken', `${broken.length} 个内容文件有错，不能构建：\n${lines}`)
  console.warn(`[content_broken] ${broken.length} 个内容文件有错，没有装进网站，其余照常：\n${lines}`)
}

/** @param quiet hides the builder's output unless it fails. @throws StartError `build_failed` */
export const build = ({ quiet }: { quiet: boolean }): Promise<void> => withProject('.', () => buildAlone(quiet))

async function buildAlone(quiet: boolean): Promise<void> {
  leaveOutBroken()
  // Computed before the build: if a file changes during the build, the next start builds again.
  const hash = hashSources()
  const child = spawn(process.execPath, ['node_modules/nuxt/bin/nuxt.mjs', 'build'], {
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output))
    throw new StartError('build_failed', '构建没有成功，请看上面的提示')
  }
  writeFileSync(STAMP, hash)
}

/**
 * Builds, after checking that the start can succeed: a second start on the same folder or port, which would be refused,
 * must not replace the files of the running server.
 * @throws StartError the same errors as `serve` for data folder and address
 */
export async function buildForStart(env: Env): Promise<void> {
  openDataDir(env.DATA_DIR)
  // Holds the lock during the build, so that a second start on the data folder is refused at once.
  const lock = env.DATABASE_URL ? undefined : lockDataDir(env.DATA_DIR)
  try {
    await probeAddress(env)
    await buildIfStale()
  } finally {
    lock?.release()
  }
}

/** A copy of the folder may lack part of it: tools that copy like to leave out whatever is called node_modules. */
const isWhole = () => ['index.mjs', 'node_modules'].every((name) => existsSync(join('.output/server', name)))
const isFresh = () => isWhole() && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources()

/** @returns whether a build was necessary. */
export async function buildIfStale(): Promise<boolean> {
  if (isFresh()) return false
  return withProject('.', async () => {
    // Another start with a data folder of its own may have built what this one needs.
    if (isFresh()) return false
    console.log('正在构建（约一分钟）…')
    await buildAlone(true)
    return true
  })
}
