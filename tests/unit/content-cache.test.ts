import { createApp, toWebHandler } from 'h3'
import { expect, it } from 'vitest'
import { defineContentHandler } from '#server/content/cache.ts'

it('asks for content each time, and sends it again only when it has changed', async () => {
  let titles = ['一', '二']
  const app = createApp().use(
    '/',
    defineContentHandler(async () => titles),
  )
  const serve = toWebHandler(app)
  const ask = (etag?: string) =>
    serve(new Request('http://localhost/', etag ? { headers: { 'if-none-match': etag } } : {}))
  const first = await ask()
  expect(first.headers.get('cache-control')).toContain('no-cache')
  expect(await first.json()).toEqual(titles)
  const etag = first.headers.get('etag') ?? ''
  expect((await ask(etag)).status).toBe(304)
  // Withdrawn in the office, in the same build.
  titles = ['二']
  const now = await ask(etag)
  expect(now.status).toBe(200)
  expect(await now.json()).toEqual(['二'])
})
