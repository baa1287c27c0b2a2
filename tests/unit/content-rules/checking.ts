/** Helpers that break rules and record which ones failed, for the last test of content-rules.test.ts. */
import { expect, vi } from 'vitest'
import type { ContentFile, Problem } from '#shared/content/check/problem.ts'
import { BALANCED, DRILLS, edit, problemsOf, SCENARIO, withFiles } from '../../fixtures/content-files.ts'

// Some check the library many times. Set here, because a test takes the timeout in force when it is declared.
vi.setConfig({ testTimeout: 30_000 })

/** Rules that have been seen to fail. */
export const seen = new Map<string, Problem[]>()
export const note = (problems: Problem[]) => {
  for (const problem of problems) seen.set(problem.rule, [...(seen.get(problem.rule) ?? []), problem])
  return problems
}
/**
 * Checks the library with some files replaced. The scenario, the longest file, is left out where it does not
 * matter.
 */
export const check = (...files: ContentFile[]) => {
  const whole = !files.length || files.some(({ path }) => /^(?:scenarios|panels)\//.test(path))
  return note(problemsOf(withFiles(...files).filter((file) => whole || file !== SCENARIO)))
}
export const short = ({ file, line, rule }: Problem) => `${file}${line ? `:${line}` : ''} ${rule}`

export type Edit = [from: string | RegExp, to: string]
/** Number of the first line that contains the given words. */
export const lineOf = ({ text }: ContentFile, words: string) =>
  text.split('\n').findIndex((line) => line.includes(words)) + 1
/** One changed file: it breaks exactly this rule, on the first line that contains `at`. */
export function breaks(file: ContentFile, edits: Edit[], rule: string, at: string, times = 1) {
  const broken = edits.reduce((changed, [from, to]) => edit(changed, from, to), file)
  const line = lineOf(broken, at)
  expect(line, `${file.path} holds ${at}`).toBeGreaterThan(0)
  expect(check(broken).map(short)).toEqual(Array(times).fill(`${file.path}:${line} ${rule}`))
}
export const passes = (file: ContentFile, ...edits: Edit[]) =>
  expect(check(edits.reduce((changed, [from, to]) => edit(changed, from, to), file)).map(short)).toEqual([])

export const [JUDGE] = BALANCED as [ContentFile]
export const [SINGLE, MULTIPLE, ORDER, SPOT, ACT] = DRILLS as [
  ContentFile,
  ContentFile,
  ContentFile,
  ContentFile,
  ContentFile,
]
