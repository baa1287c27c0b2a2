/** Addresses of pages with something pasted around them. */
import { globSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from '../../server/http/canonical-path.ts'
import { PAGES, pagePath } from '../../server/http/page-path.ts'

const KNOWN = ['gift-qr', 'guard-app', '01-hall']
const UUID = '0190b6a0-0000-7000-8000-000000000001'
const meant = (path: string) =>
  pagePath(path, async (page, id) => KNOWN.includes(id) || (page.startsWith('/console') && id === UUID))
/** With the rule for codes, as the middleware joins them. */
async function follow(path: string) {
  const code = canonicalPath(path)
  return (await meant(code ?? path)) ?? code
}
/** As a browser sends it. */
const sent = (path: string) => encodeURI(path).replaceAll('%25', '%')

const BEHIND = [
  '。',
  '.',
  '...',
  '，',
  '”',
  '%20',
  '%0A',
  '）',
  '>',
  '！',
  '%E3%80',
  '%',
  '%E2%80%8B',
  '~',
  '_',
  '/。',
  '—',
]
const MORE = ['，点开看看', '点开看看', '&from=singlemessage', '&quot;', '%25E2%2580%259D', '👍']

describe('the address of a page', () => {
  it('is known for every page', () => {
    const files = globSync('pages/**/*.vue').map(
      (file) => `/${file.replaceAll('\\', '/').slice('pages/'.length, -'.vue'.length)}`.replace(/\/index$/, '') || '/',
    )
    const read = ['/s/[code]', '/join/[token]', '/cards/[id]']
    expect([...PAGES, ...read].toSorted()).toEqual(files.toSorted())
  })

  it.each([...BEHIND, ...MORE])('is found before %s', async (behind) => {
    for (const page of [
      '/help',
      '/practice',
      '/screen',
      '/console',
      '/scams/gift-qr',
      '/panels/guard-app',
      '/guide/01-hall',
    ])
      expect(await meant(sent(page + behind)), page).toBe(page)
    expect(await meant(sent(`/console/campaigns/${UUID}${behind}?tab=1`))).toBe(`/console/campaigns/${UUID}?tab=1`)
    expect(await meant(sent(`/console/campaigns/${UUID}/print${behind}`))).toBe(`/console/campaigns/${UUID}/print`)
  })
  it.each(BEHIND.filter((each) => each !== '/。' && each !== '_'))(
    'of the site itself is found before %s',
    async (behind) => {
      expect(await meant(sent(`/${behind}`))).toBe('/')
    },
  )
  it.each([
    ['/scams/GIFT-QR', '/scams/gift-qr'],
    ['/Scams/Gift-QR。', '/scams/gift-qr'],
    ['/scams/“gift-qr”', '/scams/gift-qr'],
    ['/scams/%20gift-qr', '/scams/gift-qr'],
    ['/“help”', '/help'],
    ['/%E2%80%8Bhelp?a=1', '/help?a=1'],
    ['/scams。', '/scams'],
    ['/ｈｅｌｐ。', '/help'],
    ['/console/cards/new。', '/console/cards/new'],
  ])('%s is that of %s', async (path, page) => expect(await meant(sent(path))).toBe(page))

  it.each([
    '/',
    '/help',
    '/HELP',
    '/help/',
    '/Console/Login/',
    '/SCAMS/gift-qr',
    '/scams/gift-qr/',
    '/scams/no-such。',
    '/scams/no-such',
    '/helpful',
    '/helpful。',
    '/help/more',
    '/help.php',
    '/help.html。',
    '/help/%2e%2e/api/session',
    '/help/..%2f..%2fapi。',
    '/骗局',
    '/。/help',
    '/.env',
    '/.git/config',
    '/_nuxt/a.js',
    '/scams/gift-qr.svg',
    '//other.example/help。',
    '/\\other.example。',
    '/%2f%2fother.example。',
    '/%5cother.example。',
    '/api/session。',
  ])('%s stays', async (path) => expect(await meant(sent(path))).toBeUndefined())

  it('leads to no other host, and not in a circle', async () => {
    const parts = fc.constantFrom(
      '/',
      '//',
      '\\',
      '.',
      '..',
      '%2f',
      '%5c',
      '%',
      '。',
      '@',
      'help',
      'scams',
      'gift-qr',
      'GIFT-QR',
      'evil.example',
      '%E2',
      'console',
      '?',
      '-',
      '_',
      '~',
      's',
      ' ',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 8 }),
        async (list) => {
          const path = sent(`/${list.join('').toWellFormed()}`)
          const to = await follow(path)
          if (to === undefined) return
          expect(new URL(to, 'http://host').host).toBe('host')
          expect(await follow(to), path).toBeUndefined()
        },
      ),
      { numRuns: 3_000 },
    )
  })
})
