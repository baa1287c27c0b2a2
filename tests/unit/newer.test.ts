/** What the check of emitted scripts and styles (tests/e2e/emitted-files.test.ts) finds. */
import { describe, expect, it } from 'vitest'
import { newerInScripts, newerInStyles, OLDEST_FOR_ALL, OLDEST_IN_OFFICE } from '../fixtures/newer.ts'

describe('scripts for the oldest browsers', () => {
  const find = newerInScripts(OLDEST_FOR_ALL)
  it.each([
    ['Object.hasOwn(a, "b")', 'Object.hasOwn'],
    ['a.at(-1)', '.at()'],
    ['a.b.findLast(c)', '.findLast()'],
    ['window.structuredClone(a)', 'structuredClone'],
    ['structuredClone(a)', 'structuredClone'],
    ['crypto.randomUUID()', '.randomUUID()'],
    ['new WeakRef(a)', 'WeakRef'],
    ['URL.canParse(a)', 'URL.canParse'],
    ['Promise.withResolvers()', 'Promise.withResolvers'],
    ['/(?<=a)b/.test(c)', 'lookbehind'],
    ['new RegExp("(?<!a)b")', 'lookbehind'],
    ['new RegExp(`(?<!a)b`)', 'lookbehind'],
  ])('%s', (code, found) => expect(find(code)).toEqual([found]))
  it('finds syntax', () => {
    expect(find('class A { static { a() } }')).toEqual([expect.stringMatching(/^syntax/)])
    expect(find('/a/v')).toEqual([expect.stringMatching(/^syntax/)])
  })
  it('lets be what they know, and what only has such a name', () =>
    expect(find('a?.b ?? c; a ||= b; a.replaceAll(b, c); ({ at: 1 }).at; a.includes(b); /(?<name>a)(?!b)/u')).toEqual(
      [],
    ))
  it('asks less of the office', () =>
    expect(newerInScripts(OLDEST_IN_OFFICE)('a.at(-1); structuredClone(/(?<=a)b/); Object.groupBy(a, b)')).toEqual([
      'Object.groupBy',
    ]))
})

describe('styles for the oldest browsers', () => {
  const find = newerInStyles(OLDEST_FOR_ALL)
  it.each([
    ['a{aspect-ratio:1}', 'aspect-ratio'],
    ['a{inset-inline:0}', 'inset-inline'],
    ['a{height:100dvh}', 'height: 0dvh'],
    ['a{color:color-mix(in srgb,red,blue)}', 'color: color-mix('],
    ['a{overflow:clip}', 'overflow: clip'],
    ['a:has(b){color:red}', ':has'],
    ['a:not(:is(b,c)){color:red}', ':is'],
    ['@container (width > 1px){a{color:red}}', '@container'],
    ['@media (width<860px){a{color:red}}', '@media (width<860px)'],
    ['a{b{color:red}}', 'nesting'],
  ])('%s', (css, found) => expect(find(css)).toEqual([found]))
  it('lets be what they know, and what has an older value before it', () =>
    expect(find('a{height:100vh;height:100dvh;width:min(1px,2vw)}@media (min-width:1px){a::before{gap:0}}')).toEqual(
      [],
    ))
})
