/**
 * `node scripts/screenshots.ts [name…]`: fills a temporary data folder with a season of invented activity, starts the
 * built server on it, and writes the pictures of the README to docs/screenshots/.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { parse } from 'yaml'
import { openDatabase } from '../server/database/client.ts'
import { openTarget } from './prepare.ts'
import { migrateDatabase } from '../server/database/migrate.ts'
import { parseEnv } from '../server/env.ts'
import { openingOf } from '../shared/content/opening.ts'
import { dayOf } from '../shared/station.ts'
import { toPalette } from './png-palette.ts'
import { type Season, seedSeason } from './season/seed.ts'

const SIZES = { phone: [390, 844], desk: [1440, 900], landscape: [1920, 1080], portrait: [1080, 1920] } as const

interface Office extends Season {
  /** Cookie header of the admin. */
  cookie: string
  /** Enters the six digits of a waiting screen. */
  pairScreen: (digits: string, name: string) => Promise<void>
}

interface Shot {
  name: string
  size: keyof typeof SIZES
  path: string | ((season: Office) => string)
  /** Signed in as the admin. */
  office?: boolean
  /** What is done before the picture is taken. */
  act?: (page: Page, season: Office) => Promise<void>
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click()
const quiz = (season: Office) => `/s/${season.codes.wechat}`

/** Truth by the first message, from the content files: a phone does not know it before it answers. */
const truthByMessage = new Map(globSync('content/items/*/*.yml').map((file) => {
  const item = parse(readFileSync(file, 'utf8')) as { truth: 'scam' | 'genuine'; messages: { text: string }[] }
  return [item.messages[0]!.text, item.truth]
}))
/** Positions that are answered wrong, as people do. */
const SLIPS = [2, 6]

/** Answers so many items, and leaves the reasons of the last one on the page. */
async function answer(page: Page, items: number): Promise<void> {
  const choices = page.getByRole('group', { name: '您的判断' })
  for (let item = 0; item < items; item += 1) {
    await choices.waitFor()
    const text = await page.locator('main').evaluate((main) => main.textContent)
    const truth = [...truthByMessage].find(([message]) => text?.includes(message))?.[1] ?? 'scam'
    const choice = SLIPS.includes(item) ? truth !== 'scam' : truth === 'scam'
    await choices.getByRole('button', { name: choice ? '是骗局' : '是真的' }).click()
    await choices.waitFor({ state: 'detached' })
    if (item < items - 1) await page.getByRole('button', { name: '下一题' }).click()
  }
}
async function pair(page: Page, season: Office, name: string): Promise<void> {
  const digits = async () => (await page.locator('body').innerText()).replace(/\s/g, '').match(/\d{6}/)?.[0]
  await page.waitForFunction(() => /\d{6}/.test(document.body.innerText.replaceAll(/\s/g, '')))
  await season.pairScreen((await digits())!, name)
  await page.getByText('秋季反诈进小区').first().waitFor()
}

const SHOTS: readonly Shot[] = [
  { name: 'home-phone', size: 'phone', path: '/' },
  { name: 'home-desk', size: 'desk', path: '/', act: (page) => page.locator('.message', { hasText: openingOf(dayOf(new Date())).opening.scam.text }).click() },
  { name: 'scams-desk', size: 'desk', path: '/scams' },
  { name: 'scam-phone', size: 'phone', path: '/scams/fake-customer-service', act: (page) => page.locator('.script').evaluate((element) => element.scrollIntoView()) },
  { name: 'scam-desk', size: 'desk', path: '/scams/romance' },
  { name: 'help-phone', size: 'phone', path: '/help' },
  { name: 'quiz-item-phone', size: 'phone', path: quiz, act: (page) => press(page, /开始/) },
  { name: 'quiz-why-phone', size: 'phone', path: quiz, act: async (page) => {
    await press(page, /开始/)
    await answer(page, 2)
  } },
  { name: 'quiz-result-phone', size: 'phone', path: quiz, act: async (page) => {
    await press(page, /开始/)
    await answer(page, 10)
    const result = page.getByText('骗局识破')
    const toResult = page.getByRole('button', { name: '看结果' })
    await result.or(toResult).first().waitFor()
    if (await toResult.isVisible()) await toResult.click()
    await result.first().waitFor()
  } },
  { name: 'screen-landscape', size: 'landscape', path: '/screen', act: (page, season) => pair(page, season, '二号屏') },
  { name: 'screen-portrait', size: 'portrait', path: '/screen', act: (page, season) => pair(page, season, '三号屏') },
  { name: 'office-campaign', size: 'desk', path: (season) => `/console/campaigns/${season.campaignId}`, office: true },
  { name: 'office-screens', size: 'desk', path: '/console/screens', office: true },
]

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function fill(environment: NodeJS.ProcessEnv): Promise<Season> {
  const { target, close } = await openTarget(parseEnv(environment))
  await migrateDatabase(target)
  const { db, close: disconnect } = openDatabase(target, { max: 1 })
  const season = await seedSeason(db, { station: { name: '金梅亭社区警务室', hallName: '金梅亭反诈体验馆' }, mark: '' })
  await disconnect()
  await close()
  return season!
}

/** @returns once it listens. */
async function startServer(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (data) => {
      said += data
      if (said.includes('已启动')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`server ended with ${code}: ${said}`)))
  })
  return server
}

async function send(origin: string, path: string, body: object, cookie = ''): Promise<Response> {
  const response = await fetch(origin + path, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${(await response.text()).slice(0, 300)}`)
  return response
}

async function signIn(origin: string, season: Season): Promise<Office> {
  const { login, password } = season.accounts[0]!
  const response = await send(origin, '/api/session', { login, password })
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
  return { ...season, cookie, pairScreen: async (code, name) => {
    await send(origin, '/api/console/screens', { code, name, zone: '第一展区', campaignId: season.campaignId }, cookie)
  } }
}

async function take(browser: Browser, origin: string, season: Office, shot: Shot): Promise<BrowserContext> {
  const [width, height] = SIZES[shot.size]
  const context = await browser.newContext({ baseURL: origin, viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  if (shot.office) await context.addCookies(season.cookie.split('; ').map((pair) => ({ name: pair.split('=')[0]!, value: pair.slice(pair.indexOf('=') + 1), url: origin })))
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const response = await page.goto(typeof shot.path === 'string' ? shot.path : shot.path(season), { waitUntil: 'load' })
  if (!response?.ok()) throw new Error(`${response?.url()} answered ${response?.status()}`)
  await page.waitForLoadState('networkidle')
  await shot.act?.(page, season)
  // Charts draw themselves in, and fonts may still swap.
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(600)
  const png = toPalette(await page.screenshot())
  writeFileSync(`docs/screenshots/${shot.name}.png`, png)
  console.log(`${shot.name}.png ${width}×${height} ${Math.round(png.length / 1024)} kB`)
  return context
}

const wanted = process.argv.slice(2)
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.includes(shot.name))
const dataDir = mkdtempSync(join(tmpdir(), 'jmt-screenshots-'))
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
// With an address of its own, so that the office does not warn about codes that no phone can open.
const environment = { ...process.env, DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: '', REDIS_URL: '', PUBLIC_URL: 'http://fanzha.example' }
const filled = await fill(environment)
const server = await startServer(environment)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'] })
const failed: string[] = []
// Screens stay open: the office shall show them as online.
const open: BrowserContext[] = []
try {
  mkdirSync('docs/screenshots', { recursive: true })
  const season = await signIn(origin, filled)
  for (const shot of shots) {
    await take(browser, origin, season, shot).then((context) => open.push(context), (error: unknown) => {
      failed.push(shot.name)
      console.error(`${shot.name}: ${(error as Error).message.split('\n')[0]}`)
    })
  }
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await new Promise((resolve) => { server.once('exit', resolve) })
  rmSync(dataDir, { recursive: true, force: true })
}
process.exitCode = failed.length ? 1 : 0
