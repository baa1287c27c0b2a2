/** The steps of `npm test`: runs programs and counts results. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** `failures`: descriptions of failures, repeated at the end of the log, because often only the end is kept. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
  failures: string[]
}
/** @param say shows output of the program, immediately or later */
export interface Step {
  name: string
  run: (say: Say) => Promise<Counts>
}
export type Say = (text: string) => void

export const ROOT = join(import.meta.dirname, '../..')
const BIN = join(ROOT, 'node_modules/.bin')

/** Runs a program of node_modules/.bin, or Node itself. @returns its exit code */
export function call(say: Say, program: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(program === 'node' ? process.execPath : join(BIN, program), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    cwd: ROOT,
    env: {
      ...process.env,
      PATH: `${BIN}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      ...env,
    },
  })
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say)
  return new Promise((resolve) => {
    child.once('error', (error) => {
      say(`${error.message}\n`)
      resolve(1)
    })
    child.once('close', (code) => resolve(code ?? 1))
  })
}

export const PASSED: Counts = { passed: 1, failed: 0, skipped: 0, failures: [] }
export const failedAs = (why: string): Counts => ({ passed: 0, failed: 1, skipped: 0, failures: [why] })

/** A check that reports success by its exit code. */
export const check = (name: string, program: string, args: string[]): Step => ({
  name,
  run: async (say) => ((await call(say, program, args)) === 0 ? PASSED : failedAs(`${name}: see above`)),
})

/** The used fields of Vitest's JSON report. */
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

/** Each failed test with its position and the beginning of its error; also files that failed outside of a test. */
function failuresOf({ testResults }: Report): string[] {
  const brief = (text: string) => text.split('\n').slice(0, 6).join('\n').slice(0, 600)
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (!failed.length && status === 'failed') return [`${file}: ${brief(message)}`]
    return failed.map(({ fullName, failureMessages }) => `${file} > ${fullName}\n${brief(failureMessages.join('\n'))}`)
  })
}

/** What Vitest printed of errors outside of any test (their first lines), or a hint where it printed none. */
function outsideOfTests(printed: string): string {
  const at = printed.lastIndexOf('Unhandled Errors')
  return at < 0 ? 'an error outside of any test, see above' : stripVTControlCharacters(printed.slice(at, at + 3000))
}

/**
 * Runs Vitest. Counts are read from its report; a failed run without a failed test counts as one failure.
 * @param report path where Vitest may write the report
 */
export async function vitest(
  say: Say,
  name: string,
  report: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Counts> {
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  let printed = ''
  const hear: Say = (text) => {
    printed += text
    say(text)
  }
  const code = await call(hear, 'vitest', ['run', ...args, ...output], env)
  if (!existsSync(report)) return failedAs(`${name}: Vitest wrote no report`)
  const told = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failures = failuresOf(told)
  if (code !== 0 && !failures.length) failures.push(`${name}: ${outsideOfTests(printed)}`)
  return {
    passed: told.numPassedTests,
    failed: code === 0 ? 0 : Math.max(1, told.numFailedTests),
    skipped: told.numPendingTests,
    failures,
  }
}
