/**
 * `npm test`: installs missing prerequisites and runs everything. `npm test -- step…`: only the named steps. `npm test
 * -- quick`: what a change affects, for daily work. Continues after a failure, so that one run shows all failures; the
 * last line counts tests, and each other check as one.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { changedFiles } from './checks/changed.ts'
import { ensureChromium } from './checks/chromium.ts'
import { type Lane, runLanes } from './checks/lanes.ts'
import { quickLanes } from './checks/quick.ts'
import { call, check, type Counts, failedAs, ROOT, type Step, vitest } from './checks/step.ts'

const reports = mkdtempSync(join(tmpdir(), 'jmt-test-'))

/** A Vitest project. */
const tests = (project: string): Step => ({
  name: project,
  run: (say) => vitest(say, project, join(reports, `${project}.json`), ['--project', project]),
})

/**
 * Sequential, except for the type check, which takes one core and half a minute. All steps read the files that Nuxt
 * writes into .nuxt, so the steps that make it write (build, the nuxt project) run alone.
 */
const STAGES: Lane[][] = [
  [
    [
      check('lint', 'oxlint', []),
      check('format', 'oxfmt', ['--check']),
      check('knip', 'knip', []),
      check('content', 'node', ['scripts/content-check.ts']),
      tests('unit'),
    ],
    [check('types', 'vue-tsc', ['-b', '--noEmit'])],
  ],
  [
    [
      tests('db'),
      check('build', 'node', ['scripts/build.ts']),
      tests('realtime'),
      tests('nuxt'),
      {
        name: 'e2e',
        run: async (say) => (ensureChromium() ? tests('e2e').run(say) : failedAs('e2e: no Chromium')),
      },
    ],
  ],
]
const STEPS = STAGES.flat(2).map(({ name }) => name)

async function runAll(stages: Lane[][]): Promise<{ lines: string[]; total: Counts }> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
  const lines: string[] = []
  for (const stage of stages) {
    const ran = await runLanes(stage)
    lines.push(...ran.lines)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += ran.total[key]
    total.failures.push(...ran.total.failures)
  }
  return { lines, total }
}

/** @returns the lanes of each stage, or an error code for invalid arguments */
function stagesOf(wanted: string[]): Lane[][] | string {
  if (wanted.length === 1 && wanted[0] === 'quick') {
    const changed = changedFiles()
    if (!changed) return '[no_git] 这里不是 git 仓库，看不出改了什么，请运行 npm test'
    if (!changed.files.length) console.log('没有改动，没有要测的。')
    return changed.files.length ? [quickLanes(changed, reports)] : []
  }
  const unknown = wanted.filter((name) => !STEPS.includes(name))
  if (unknown.length) return `[bad_step] 没有“${unknown.join('、')}”这一步。可以选：quick，或 ${STEPS.join(' ')}`
  const pick = (lane: Lane) => lane.filter(({ name }) => !wanted.length || wanted.includes(name))
  return STAGES.map((lanes) => lanes.map(pick).filter(({ length }) => length))
}

const wanted = process.argv.slice(2)
const stages = stagesOf(wanted)
if (typeof stages === 'string') {
  console.error(stages)
  process.exit(1)
}

const begun = performance.now()
// Types and tests read the files that Nuxt generates about the project; the type check must not read outdated ones.
const lasts = existsSync(join(ROOT, '.nuxt/tsconfig.json')) && wanted.length && !/quick|types/.test(wanted.join(' '))
if (stages.length && !lasts) await call((text) => void process.stdout.write(text), 'nuxt', ['prepare'])
const { lines, total } = await runAll(stages)
rmSync(reports, { recursive: true, force: true })
if (total.failures.length) console.log(`\nFailed:\n\n${total.failures.join('\n\n')}`)
console.log(`\n${lines.map((line) => `${line}\n`).join('')}in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed ? 1 : 0
