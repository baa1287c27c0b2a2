/**
 * Reads and checks the content files of a project folder: for the content check, and for the build, which excludes
 * broken files.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { checkContent, type CheckResult } from '../shared/content/check/content.ts'
import { isBroken, type Problem } from '../shared/content/check/problem.ts'
import { checkSvg } from '../shared/content/check/svg.ts'
import type { ContentProblem } from '../shared/content/overview.ts'

export function filesBelow(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Path relative to a folder, with `/`. */
export const slashed = (from: string, path: string) => relative(from, path).split(sep).join('/')

/** Today in Asia/Shanghai. The Swedish locale formats dates as 2026-11-23. */
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** Checks `content/` and the pictures of a project. Paths in problems are relative to the project folder. */
export function readContent(root: string, day: string): CheckResult {
  const content = join(root, 'content'),
    open = join(root, 'public')
  const files = filesBelow(content, /\.ya?ml$/i).map((path) => ({
    path: slashed(content, path),
    text: readFileSync(path, 'utf8'),
  }))
  const pictures = filesBelow(open, /\.svg$/).map((path) => ({
    name: `/${slashed(open, path)}`,
    text: readFileSync(path, 'utf8'),
  }))
  const unsafe = pictures.flatMap(({ name, text }) => checkSvg(`public${name}`, text))
  const refused = new Set(unsafe.map(({ file }) => file.slice('public'.length)))
  // A refused picture counts as missing for its content file.
  const result = checkContent(files, {
    today: day,
    pictures: new Set(pictures.map(({ name }) => name).filter((name) => !refused.has(name))),
  })
  return {
    ...result,
    problems: [...result.problems.map((problem) => ({ ...problem, file: `content/${problem.file}` })), ...unsafe],
  }
}

let read: { broken: string[]; problems: Problem[] } | undefined

/** This project's content for the build: all problems, and the files, below `content/`, that must be excluded. */
export function readProjectContent(): { broken: string[]; problems: Problem[] } {
  if (read) return read
  const { problems } = readContent(join(import.meta.dirname, '..'), today())
  const broken = problems
    .filter((problem) => isBroken(problem) && problem.file.startsWith('content/'))
    .map(({ file }) => file.slice('content/'.length))
  return (read = { broken: [...new Set(broken)], problems })
}

/** The problems that the built site shows in the office. Expiry is excluded: it is computed on the day of viewing. */
export const contentProblems = (): ContentProblem[] =>
  readProjectContent()
    .problems.filter(({ rule }) => rule !== 'expired')
    .map((problem) => ({ ...problem, leftOut: isBroken(problem) && problem.file.startsWith('content/') }))

/** `file:line  rule  message`. */
export const lineOf = ({ file, line, rule, message }: Problem) =>
  `${file}${line ? `:${line}` : ''}  ${rule}  ${message}`
