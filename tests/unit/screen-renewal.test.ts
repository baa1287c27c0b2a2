import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isScreenPath, SCREEN_BUILD_HEADER } from '#shared/screen/address.ts'
import { isRenewal, type Renewal, renewalWait, renewed } from '#shared/screen/renewal.ts'

const T = 1_800_000_000_000
const DAY_MS = 24 * 3600_000

describe('a screen loads its page anew', () => {
  it('at once for each build that it has not tried yet', () => {
    expect(renewalWait(undefined, 'b', T)).toBe(0)
    expect(renewalWait(renewed(undefined, 'a', T), 'b', T)).toBe(0)
  })

  it('rarer and rarer for one that it does not get, however the clock jumps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }), { maxLength: 20 }), (jumps) => {
        let last: Renewal | undefined
        let now = T
        for (const jump of jumps) {
          now += jump
          last = renewed(last, 'b', now)
          expect(isRenewal(JSON.parse(JSON.stringify(last)))).toBe(true)
          const wait = renewalWait(last, 'b', now)
          expect(wait).toBe(Math.min(DAY_MS, 5 * 60_000 * 4 ** (last.times - 1)))
          expect(renewalWait(last, 'b', now - DAY_MS)).toBe(wait)
          expect(renewalWait(last, 'b', now + wait)).toBe(0)
        }
      }),
    )
  })

  it.each([null, {}, 'x', { build: 1, times: 1, at: 1 }, { build: 'a', times: null, at: 1 }])(
    'and takes %j for nothing remembered',
    (kept) => expect(isRenewal(kept)).toBe(false),
  )
})

describe('the address of a screen', () => {
  const worker = readFileSync(new URL('../../public/screen-sw.js', import.meta.url), 'utf8')
  const pattern = /isPage = \(pathname\) => \/(.*)\/i\.test/.exec(worker)?.[1]
  const isPage = (path: string) => new RegExp(pattern ?? 'none', 'i').test(path)

  it.each(['/screen', '/screen/', '/Screen', '/SCREEN/', '/sCrEeN'])('can be %s', (path) => {
    expect(isScreenPath(path) && isPage(path)).toBe(true)
    expect(isScreenPath(`${path}?a=/x`) && isScreenPath(`${path}#a`)).toBe(true)
  })
  it.each(['/', '/screens', '/screen/x', '/screen//', '//screen', '/screen%2F%2F', '/screen;x', '/%', '/screen%20'])(
    'cannot be %s',
    (path) => expect(isScreenPath(path) || isPage(path)).toBe(false),
  )
  it('is marked by the same header for the page and its service worker', () => {
    expect(worker).toContain(`'${SCREEN_BUILD_HEADER}'`)
  })
})
