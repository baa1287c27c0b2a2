/**
 * `npm test -- quick`: checks a change in under two minutes. Lint, format, unused code and types of the whole project;
 * the tests that import a changed file, directly or indirectly, or read it by its name. Without tests that need a
 * Postgres server, a build or a browser: those run in the full `npm test`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Changed } from './changed.ts'
import type { Lane } from './lanes.ts'
import { type Counts, call, check, failedAs, PASSED, ROOT, type Step, vitest } from './step.ts'

const PROJECTS = ['unit', 'db', 'realtime', 'nuxt']

const testFiles = () =>
  PROJECTS.flatMap((project) =>
    readdirSync(join(ROOT, 'tests', project))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `tests/${project}/${name}`),
  )

/** Tests that do not import the files they test, by the paths of those files. */
const READ_BY_NAME: [changed: RegExp, tests: RegExp][] = [
  [/./, /^tests\/unit\/(?:walls|sizes)\.test\.ts$/],
  [/^(?:content|public)\//, /^tests\/unit\/(?:content-|guide|panels|quiz-)[\w-]*\.test\.ts$/],
  [/^tests\/fixtures\/content\//, /^tests\/unit\/content-[\w-]+\.test\.ts$/],
  [/^server\/database\/migrations\//, /^tests\/(?:db\/|unit\/migrat)/],
  [/^(?:scripts|\.ci)\//, /^tests\/(?:unit\/env|db\/embedded)\.test\.ts$/],
]

/** Whether a test starts the built server, which may be older than the change. */
const needsBuild = (file: string) => /fixtures\/(?:server|starts)\.ts'/.test(readFileSync(join(ROOT, file), 'utf8'))

const sum = (all: Counts[]): Counts => ({
  passed: all.reduce((total, { passed }) => total + passed, 0),
  failed: all.reduce((total, { failed }) => total + failed, 0),
  skipped: all.reduce((total, { skipped }) => total + skipped, 0),
  failures: all.flatMap(({ failures }) => failures),
})

/** @param reports a folder for Vitest's reports */
export function quickLanes({ base, files }: Changed, reports: string): Lane[] {
  const all = testFiles()
  const byName = all.filter((test) =>
    READ_BY_NAME.some(([changed, tests]) => tests.test(test) && files.some((file) => changed.test(file))),
  )
  const left = [...byName, ...all.filter(needsBuild)]
  const embedded = { TEST_EMBEDDED_ONLY: '1' }
  const tests: Step = {
    name: 'tests',
    run: async (say) => {
      const projects = PROJECTS.flatMap((project) => ['--project', project])
      const related = [
        ...projects,
        '--changed',
        base,
        '--passWithNoTests',
        ...left.flatMap((file) => ['--exclude', file]),
      ]
      return sum([
        await vitest(say, 'tests by name', join(reports, 'by-name.json'), byName, embedded),
        await vitest(say, 'related tests', join(reports, 'related.json'), related, embedded),
      ])
    },
  }
  // Unlike `npm run typecheck` it is incremental: it checks only what has changed.
  const types: Step = {
    name: 'types',
    run: async (say) =>
      (await call(say, 'vue-tsc', ['-b', '--noEmit', '--incremental'])) === 0 ? PASSED : failedAs('types: see above'),
  }
  const content = files.some((file) => /^(?:content|public|shared\/content)\//.test(file))
  return [
    [
      check('lint', 'oxlint', []),
      check('format', 'oxfmt', ['--check']),
      ...(content ? [check('content', 'node', ['scripts/content-check.ts'])] : []),
      tests,
    ],
    [types, check('knip', 'knip', [])],
  ]
}
