/**
 * `npm test [step…]`: installs what is missing and runs everything, or only the named steps. Goes on after a failure,
 * so that one run shows all of them; the last line counts tests, and one for each check that is not a test file.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** `failures`: what failed, in words, for the end of the log: often only that is kept. */
interface Counts {
  passed: number
  failed: number
  skipped: number
  failures: string[]
}
interface Step {
  name: string
  run: () => Counts
}

const ROOT = join(import.meta.dirname, '..')
const BIN = join(ROOT, 'node_modules/.bin')
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const reports = mkdtempSync(join(tmpdir(), 'jmt-test-'))

/** Runs a program of node_modules/.bin, or Node itself, and shows what it says. @returns its exit code */
function call(program: string, args: string[]): number {
  const { status, error } = spawnSync(program === 'node' ? process.execPath : join(BIN, program), args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: `${BIN}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  })
  if (error) console.error(error.message)
  return status ?? 1
}

const check = (name: string, program: string, args: string[]): Step => ({
  name,
  run: () =>
    call(program, args) === 0 ? { passed: 1, failed: 0, skipped: 0, failures: [] } : failedAs(`${name}: see above`),
})

const failedAs = (why: string): Counts => ({ passed: 0, failed: 1, skipped: 0, failures: [why] })

/** What is used of Vitest's JSON report. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

/** Each failed test with where it is and the beginning of what it said; also files that failed outside of a test. */
function failuresOf({ testResults }: Report): string[] {
  const brief = (text: string) => text.split('\n').slice(0, 6).join('\n').slice(0, 600)
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (!failed.length && status === 'failed') return [`${file}: ${brief(message)}`]
    return failed.map(({ fullName, failureMessages }) => `${file} > ${fullName}\n${brief(failureMessages.join('\n'))}`)
  })
}

/** A Vitest project. Counts come from its report; a run that failed without a failed test counts as one. */
const tests = (project: string): Step => ({
  name: project,
  run: () => {
    const report = join(reports, `${project}.json`)
    const code = call('vitest', [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    if (!existsSync(report)) return failedAs(`${project}: Vitest wrote no report`)
    const told = JSON.parse(readFileSync(report, 'utf8')) as Report
    const failures = failuresOf(told)
    if (code !== 0 && !failures.length) failures.push(`${project}: an error outside of any test, see above`)
    return {
      passed: told.numPassedTests,
      failed: code === 0 ? 0 : Math.max(1, told.numFailedTests),
      skipped: told.numPendingTests,
      failures,
    }
  },
})

/** Chromium and Chinese fonts: installed on Debian as root, asked for elsewhere. */
function ensureChromium(): boolean {
  if (existsSync(CHROMIUM)) return true
  const command = 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk'
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('正在安装 Chromium 和中文字体…')
    spawnSync('sh', ['-c', command], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (existsSync(CHROMIUM)) return true
  console.error(
    `[no_chromium] 没有找到 Chromium。Debian 上请运行：sudo sh -c '${command}'；其他系统请用 CHROMIUM 指明它的位置。`,
  )
  return false
}

const STEPS: Step[] = [
  check('lint', 'oxlint', []),
  check('format', 'oxfmt', ['--check']),
  check('types', 'nuxt', ['typecheck']),
  check('knip', 'knip', []),
  check('content', 'node', ['scripts/content-check.ts']),
  tests('unit'),
  tests('db'),
  check('build', 'node', ['scripts/build.ts']),
  tests('realtime'),
  tests('nuxt'),
  { name: 'e2e', run: () => (ensureChromium() ? tests('e2e').run() : failedAs('e2e: no Chromium')) },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name))
if (unknown.length) {
  console.error(`[bad_step] 没有“${unknown.join('、')}”这一步。可以选：${STEPS.map((step) => step.name).join(' ')}`)
  process.exit(1)
}

// Types and tests read what Nuxt writes down about the project.
if (!existsSync(join(ROOT, '.nuxt/tsconfig.json'))) call('nuxt', ['prepare'])

const total: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
const lines: string[] = []
for (const { name, run } of STEPS.filter((step) => !wanted.length || wanted.includes(step.name))) {
  console.log(`\n== ${name}`)
  const begun = performance.now()
  const counts = run()
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  total.failures.push(...counts.failures)
  lines.push(
    `${counts.failed ? 'FAIL' : 'ok  '} ${name.padEnd(9)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  )
}
rmSync(reports, { recursive: true, force: true })
if (total.failures.length) console.log(`\nFailed:\n\n${total.failures.join('\n\n')}`)
console.log(`\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed ? 1 : 0)
