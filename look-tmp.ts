import { chromium } from 'playwright-core'
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { v7 } from 'uuid'
import { createServerDatabase, LOCAL_DEFAULT } from './tests/fixtures/postgres.ts'
import { startServer } from './tests/fixtures/server.ts'
import { setUpOffice, officeOf } from './tests/fixtures/office.ts'
import { readScreenCode } from './tests/fixtures/screen-page.ts'

const T0 = Date.now()
const OUT = '/tmp/w/core/shots'
const idAt = async (page: any) => {
  const kind = await page.evaluate(() => document.querySelector('[data-scene]')?.getAttribute('data-scene') ?? '')
  const t = ((Date.now() + 8 * 3600_000) % 86_400_000) % 60_000
  const s = (globalThis as any).scenes[Math.floor(t / 6000)]
  return s.content.kind === kind ? s.id : ''
}
const db = await createServerDatabase(LOCAL_DEFAULT)
const server = await startServer({ databaseUrl: db.url })
const office = officeOf(server, await setUpOffice(server))
const sql = postgres(db.url, { max: 1 })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium-headless-shell',
  args: [
    '--headless',
    '--disable-gpu',
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const must = async (m: string, p: string, b?: unknown) => {
    const r = await office.call<any>(m, p, b)
    if (r.status >= 300) throw new Error(`${m} ${p} ${r.status} ${JSON.stringify(r.body)}`)
    return r.body
  }
  const scene = (content: object, seconds = 6) => ({ id: v7(), seconds, content })
  const scenes = [
    scene({
      kind: 'notice',
      title: '周六上午广场集市有反诈摊',
      text: '带上手机，现场帮您装国家反诈中心App。\n来就送防骗手册一本。',
    }),
    scene({ kind: 'panels', panels: [], panelSeconds: 5 }),
    scene({ kind: 'scams', scams: [] }),
    scene({ kind: 'scenario', scenario: (await must('GET', '/api/scenarios'))[0].id }),
    scene({
      kind: 'livestream',
      title: '反诈直播间',
      text: '每周五晚上七点，民警在线答疑',
      url: 'https://live.example.com/room/12345',
    }),
    scene({ kind: 'reach' }),
    scene({ kind: 'split', parts: [{ kind: 'panels', panels: [], panelSeconds: 10 }, { kind: 'attract' }] }),
    scene({
      kind: 'split',
      parts: [
        { kind: 'notice', title: '今天下午三点有讲解', text: '请到一号展区集合。' },
        { kind: 'livestream', title: '反诈直播间', text: '每周五晚七点', url: 'https://live.example.com/room/12345' },
      ],
    }),
    scene({ kind: 'split', parts: [{ kind: 'scams', scams: [] }, { kind: 'reach' }] }),
    scene({ kind: 'attract' }),
  ]
  ;(globalThis as any).scenes = scenes
  const id = v7()
  await must('POST', '/api/console/programmes', { id, title: '平日上午' })
  await must('PUT', `/api/console/programmes/${id}`, { title: '平日上午', scenes, revision: 1 })
  await must('POST', `/api/console/programmes/${id}/publish`, { revision: 2 })
  const [station] = await sql`select id from stations`
  const group = v7()
  await sql`insert into screen_groups (id, station_id, name) values (${group}, ${station!.id}, '大厅屏组')`
  await must('POST', '/api/console/slots', {
    id: v7(),
    groupId: group,
    programmeId: id,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    startsAt: '00:00',
    endsAt: '00:00',
    validFrom: null,
    validUntil: null,
    days: 'all',
    priority: 0,
  })
  const pages = []
  console.log('server up', Date.now() - T0)
  for (const [n, viewport] of [{ width: 1920, height: 1080 }].slice(0, 9).entries()) {
    const context = await browser.newContext({
      viewport,
      baseURL: server.url,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    const page = await context.newPage()
    page.on('pageerror', (e) => console.log('pageerror', e.message))
    page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
    const code = await readScreenCode(page)
    const screen = await must('POST', '/api/console/screens', {
      code,
      name: `屏${n}`,
      zone: '一号展区',
      campaignId: office.campaign.id,
    })
    await sql`update screens set group_id = ${group} where id = ${screen.id}`
    pages.push(page)
    console.log('paired', Date.now() - T0)
  }
  for (const page of pages)
    await page
      .locator('[data-view=programme]')
      .waitFor({ timeout: 60_000 })
      .catch(async () => {
        const kept = await page.evaluate(() => ({
          s: localStorage.getItem('jmt-screen')?.slice(0, 3000),
          p: localStorage.getItem('jmt-programmes')?.slice(0, 200),
          c: localStorage.getItem('jmt-screen-content')?.slice(0, 60),
          n: localStorage.getItem('jmt-scenarios')?.length,
          view: document.querySelector('[data-view]')?.getAttribute('data-view'),
        }))
        console.log(JSON.stringify(kept))
        await page.screenshot({ path: `${OUT}/debug.png` })
        throw new Error('not shown')
      })
  const seen = new Set<string>()
  const end = Date.now() + 90_000
  const ids = await pages[0]!.evaluate(() => 1)
  while (seen.size < scenes.length * 3 && Date.now() < end) {
    const now = Date.now()
    for (const [n, page] of pages.entries()) {
      const kept = await idAt(page)
      const at = scenes.findIndex((s) => s.id === kept)
      const key = `${at}-${n}`
      if (at < 0 || seen.has(key)) continue
      await page.waitForTimeout(900)
      if ((await idAt(page)) !== kept) continue
      seen.add(key)
      await page.screenshot({
        path: `${OUT}/scene-${at}-${scenes[at]!.content.kind}-${['wide', 'tall', 'small'][n]}.png`,
      })
    }
    if (Date.now() - now < 200) await pages[0]!.waitForTimeout(200)
  }
  console.log('seen', seen.size)
  // The office.
  for (const [name, viewport] of Object.entries({
    phone: { width: 390, height: 844 },
    desk: { width: 1440, height: 900 },
  })) {
    const context = await browser.newContext({
      viewport,
      baseURL: server.url,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    await context.addCookies(
      office
        .cookie()
        .split('; ')
        .map((c) => ({ name: c.split('=')[0]!, value: c.slice(c.indexOf('=') + 1), url: server.url })),
    )
    const page = await context.newPage()
    page.on('pageerror', (e) => console.log('pageerror', e.message))
    page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
    for (const [what, path] of Object.entries({
      list: '/console/programmes',
      week: '/console/programmes/week',
      editor: `/console/programmes/${id}`,
    })) {
      await page.goto(path)
      await page.waitForTimeout(2500)
      await page.screenshot({ path: `${OUT}/office-${what}-${name}.png`, fullPage: what !== 'week' })
    }
    await page.goto('/console/programmes/week')
    await page.getByRole('button', { name: '安排时段' }).click()
    await page.waitForTimeout(800)
    await page.screenshot({ path: `${OUT}/office-slot-${name}.png` })
  }
} finally {
  await browser.close()
  await sql.end()
  await server.stop().catch(() => {})
  await db.remove()
}
