/** Another police room: nothing that a person is shown names the place for which this software was first made. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StationSettings } from '#shared/member/station.ts'
import { type Office, officeOf, setUpOffice } from '../fixtures/office.ts'
import { pictureFile } from '../fixtures/pictures.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startMigrated } from '../fixtures/starts.ts'

const FIRST_USER = /金梅亭|五云|缙云|壶镇|Jinmeiting/
const STATION = {
  stationName: '城南警务室',
  hallName: '城南反诈体验馆',
  placeName: '城南街道',
  population: 8_600,
  telephone: '0571-00000000',
  address: '城南路一号',
}
/** Each of them opened by its address, as a crawler does. */
const PAGES = [
  '/',
  '/scams',
  '/scams/task-rebate',
  '/scenarios',
  '/practice',
  '/cards',
  '/panels',
  '/help',
  '/numbers',
  '/guide',
  '/guide/hall',
  '/screen',
  '/console/login',
  '/setup',
  '/no-such-page',
]

describe('the site of 城南警务室', () => {
  let server: TestServer
  let office: Office
  beforeAll(async () => {
    server = await startMigrated()
    office = officeOf(server, await setUpOffice(server, STATION))
  })
  afterAll(() => server?.stop())
  const fetchAs = async (path: string, cookie = '') =>
    (await fetch(server.url + path, { headers: { cookie, accept: 'text/html' } })).text()
  const titleOf = (html: string) => /<title>([^<]*)<\/title>/.exec(html)?.[1]

  it('has its name in the first HTML of every page, and no other', async () => {
    const shown = await Promise.all(
      [...PAGES, `/s/${office.touchpoint.code}`].map(async (path) => [path, await fetchAs(path)]),
    )
    for (const [path, html] of shown) {
      expect(titleOf(html!), path).toMatch(/城南反诈联盟$/)
      expect(FIRST_USER.exec(html!)?.[0], path).toBeUndefined()
    }
    const [, home] = shown[0]!
    expect(titleOf(home!)).toBe('城南反诈联盟')
    for (const text of ['8,600', '城南街道', '城南路一号', '0571-00000000', '城南警务室']) expect(home).toContain(text)
  })

  it('has it on the office’s paper, in the manifest and in what the pages load', async () => {
    const print = await fetchAs(`/console/campaigns/${office.campaign.id}/print`, office.cookie())
    expect(print).toContain('城南反诈联盟')
    const manifest = await fetchAs('/api/manifest')
    expect(JSON.parse(manifest)).toMatchObject({ name: '城南反诈联盟', short_name: '城南反诈联盟', start_url: '/' })
    const home = await fetchAs('/')
    expect(home).toContain('rel="manifest" href="/api/manifest"')
    const scripts = [...home.matchAll(/\/_nuxt\/[\w.-]+\.js/g)].map(([path]) => path)
    expect(scripts.length).toBeGreaterThan(0)
    for (const text of [print, manifest, ...(await Promise.all([...new Set(scripts)].map((path) => fetchAs(path))))])
      expect(FIRST_USER.exec(text)?.[0]).toBeUndefined()
  })

  it('changes with its settings, at once', async () => {
    const { body: settings } = await office.call<{ revision: number }>('GET', '/api/console/station')
    const changed = { ...settings, allianceName: '城南平安联盟', shortName: '城南平安', population: 21_000 }
    expect(await office.call('PUT', '/api/console/station', changed)).toMatchObject({ status: 200 })
    const home = await fetchAs('/')
    expect(titleOf(home)).toBe('城南平安联盟')
    expect(home).toMatch(/2\.1.*万.*位居民/)
    expect(JSON.parse(await fetchAs('/api/manifest'))).toMatchObject({ name: '城南平安联盟', short_name: '城南平安' })
    expect(await office.call('PUT', '/api/console/station', { ...changed, population: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', current: { population: 21_000, revision: 2 } } },
    })
  })

  it('has its logo as icon, on home screens and in shared links, as large as they say', async () => {
    const file = new Uint8Array(await pictureFile('jpeg', { width: 900, height: 300 }))
    const upload = (query: string) =>
      fetch(`${server.url}/api/console/station/logo${query}`, {
        method: 'POST',
        headers: { cookie: office.cookie(), 'content-type': 'application/octet-stream' },
        body: file,
      })
    const { body: before } = await office.call<StationSettings>('GET', '/api/console/station')
    expect((await upload('')).status).toBe(400)
    const logo = await upload(`?revision=${before.revision}`)
    expect(logo.status).toBe(200)
    const { revision } = (await logo.json()) as StationSettings
    expect(revision).toBe(before.revision + 1)
    // Another admin's page, from before.
    expect((await upload(`?revision=${before.revision}`)).status).toBe(409)
    const remove = (of: number) => office.call('DELETE', `/api/console/station/logo?revision=${of}`)
    expect(await remove(before.revision)).toMatchObject({ status: 409, body: { error: { current: { revision } } } })
    const home = await fetchAs('/')
    const linkOf = (rel: string) => new RegExp(`<link[^>]*rel="${rel}"[^>]*href="([^"]+)"`).exec(home)?.[1]
    const shared = (name: string) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(home)?.[1]
    const path = linkOf('apple-touch-icon')
    expect(path).toMatch(/^\/api\/station\/logo\/[0-9a-f-]{36}$/)
    expect(home.match(/<link[^>]*rel="icon"[^>]*>/g)).toHaveLength(1)
    expect(linkOf('icon')).toBe(path)
    expect(shared('og:image')).toBe(server.url + path)
    const { icons } = JSON.parse(await fetchAs('/api/manifest'))
    expect(icons).toEqual([{ src: path, type: 'image/png', sizes: '512x512' }])
    const { format, width, height } = await sharp(await (await fetch(server.url + path)).arrayBuffer()).metadata()
    expect({ format, width, height }).toEqual({ format: 'png', width: 512, height: 512 })
    expect([shared('og:image:width'), shared('og:image:height')]).toEqual(['512', '512'])
    const removed = { status: 200, body: { logo: null, revision: revision + 1 } }
    expect(await remove(revision)).toMatchObject(removed)
    // Sent again after a lost answer.
    expect(await remove(revision)).toMatchObject(removed)
    expect(await fetchAs('/')).toContain(`content="${server.url}/icon-512.png"`)
  })

  it('prints the address that was chosen in the office, kept in the data folder', async () => {
    const choose = (origin: string | null, revision: number) =>
      office.call('PUT', '/api/console/address', { origin, revision })
    const used = async () => [
      (await office.call<{ origin: string }>('GET', '/api/origin')).body.origin,
      (await office.call<{ origin: string }>('GET', `/api/console/campaigns/${office.campaign.id}`)).body.origin,
    ]
    expect(await used()).toEqual([server.url, server.url])
    expect(await choose('http://127.0.0.1:3000', 1)).toMatchObject({
      status: 400,
      body: { error: { fields: { origin: expect.stringMatching(/手机打不开/) } } },
    })
    expect(await choose('http://192.168.1.20:3000', 1)).toMatchObject({ status: 200, body: { fixed: false } })
    expect(await used()).toEqual(['http://192.168.1.20:3000', 'http://192.168.1.20:3000'])
    expect(existsSync(join(server.dataDir, 'address.json'))).toBe(true)
    expect(await office.call('PUT', '/api/console/address', {})).toMatchObject({
      status: 400,
      body: { error: { fields: { origin: '缺少网址，不选就留空' } } },
    })
    expect(await choose(null, 1)).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', current: { origin: 'http://192.168.1.20:3000', revision: 2 } } },
    })
    await choose(null, 2)
    expect(await used()).toEqual([server.url, server.url])
  })

  it('has log-ins of its own beside other installations, and takes over those of earlier versions', async () => {
    const own = office
      .cookie()
      .split('; ')
      .find((cookie) => cookie.startsWith('jmt-office-'))
    const [name, sealed] = own?.split('=') ?? []
    expect(name).toMatch(/^jmt-office-[0-9a-f]{8}$/)
    const ask = (cookie: string) => fetch(`${server.url}/api/session`, { headers: { cookie } })
    const adopted = await ask(`jmt-office=${sealed}`)
    expect(await adopted.json()).toMatchObject({ member: { name: '陈警官' } })
    expect(adopted.headers.getSetCookie().map((line) => line.slice(0, line.indexOf('=')))).toContain(name)
    const foreign = await ask('jmt-office=Fe26.2**of-another-installation')
    expect([await foreign.json(), foreign.headers.getSetCookie()]).toEqual([{ member: null }, []])
  })
})
