/**
 * Every rule is seen to fail once, after one change of a valid file, with the line it names. The parts form one suite:
 * the last test checks that together they have seen every rule.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isBroken } from '#shared/content/check/problem.ts'
import { seen } from './content-rules/checking.ts'
import './content-rules/reading.ts'
import './content-rules/shape.ts'
import './content-rules/words.ts'
import './content-rules/advice.ts'
import './content-rules/drills.ts'
import './content-rules/bank.ts'
import './content-rules/scenario.ts'
import './content-rules/picture.ts'
import './content-rules/goals.ts'

/** Rules that exclude a file from the site, and rules whose violation still lets it be shown. */
const KEPT_OUT = [
  'advice',
  'brand',
  'character',
  'claim',
  'cycle',
  'dead-end',
  'duplicate',
  'duplicate-id',
  'endings',
  'file-name',
  'key',
  'link',
  'money',
  'no-risk',
  'no-safe-choice',
  'not-loaded',
  'overlap',
  'own-line',
  'phone',
  'picture',
  'place',
  'quote',
  'schema',
  'svg',
  'speaker',
  'two-ways',
  'unknown-node',
  'unknown-page',
  'unknown-scam-type',
  'unreachable',
  'warning-sms',
  'yaml',
]
const SHOWN = [
  'address',
  'audience',
  'balance',
  'empty',
  'english',
  'expired',
  'goal',
  'id-betrays',
  'length',
  'lesson-copy',
  'option-length',
  'order',
  'punctuation',
  'rank',
  'review-order',
  'sentence',
  'source',
  'surface',
  'teaching',
  'tell',
  'term',
  'unknown-law',
]

describe('a broken rule', () => {
  it('keeps its file out, or does not', () => {
    const known = [...KEPT_OUT, ...SHOWN]
    expect(known.filter((rule) => isBroken({ file: 'a', rule, message: '' }))).toEqual(KEPT_OUT)
  })

  it('of the whole keeps nothing out', () => {
    const whole = [...seen.values()]
      .flat()
      .filter(({ file, rule }) => !/\.(?:ya?ml|svg)$/i.test(file) && !SHOWN.includes(rule))
    expect(whole).toEqual([])
  })

  // The rules that the checker can report, as they are written in its sources.
  const FOLDER = new URL('../../shared/content/check/', import.meta.url)
  const sources = readdirSync(FOLDER)
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
    .join('\n')
  const written = new Set([
    ...[...sources.matchAll(/\brule: '([a-z-]+)'/g)].map(([, rule]) => rule!),
    ...[...sources.matchAll(/(?<=,\s+)'([a-z-]+)',\s+(?:`|'[^'a-z])/g)].map(([, rule]) => rule!),
    ...[...sources.matchAll(/\brule: ((?:'[a-z-]+' \| )*'[a-z-]+')$/gm)].flatMap(([, rules]) =>
      rules!.replaceAll("'", '').split(' | '),
    ),
  ])

  it('has been seen here', () => {
    expect(written.size).toBeGreaterThan(40)
    expect([...seen.keys()].toSorted()).toEqual([...written].toSorted())
    expect([...KEPT_OUT, ...SHOWN].toSorted()).toEqual([...written].toSorted())
  })

  it('says in Chinese what is wrong, in a line', () => {
    for (const { message } of [...seen.values()].flat()) expect(message).toMatch(/^(?=.*\p{Script=Han}).+$/u)
  })
})
