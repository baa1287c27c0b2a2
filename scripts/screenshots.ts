/**
 * `node scripts/screenshots.ts [readme | guide] [name…]`: fills a temporary data folder with a season of invented
 * activity, starts the built server on it, and writes the pictures of the README to docs/screenshots/ and those of
 * the manual to public/guide/ (screenshot-list.ts). With a group or names, only those. On Debian the package
 * chromium-l10n gives date fields their Chinese form.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { v7 } from 'uuid'
import { openDatabase } from '../server/database/client.ts'
import { openTarget } from './prepare.ts'
import { migrateDatabase } from '../server/database/migrate.ts'
import { parseEnv } from '../server/env.ts'
import type { Role } from '../shared/member/role.ts'
import { toPalette } from './png-palette.ts'
import { GUIDE_SHOTS, type Office, README_SHOTS, type Shot } from './screenshot-list.ts'
import { type Season, seedSeason } from './season/seed.ts'
import { STATION } from './season/station.ts'

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
  const season = await seedSeason(db, { station: STATION, mark: '' })
  await disconnect()
  await close()
  return season!
}

/** @returns when the server listens. */
async function startServer(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
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

async function send<T>(
  origin: string,
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  cookie = '',
): Promise<{ body: T; headers: Headers }> {
  const response = await fetch(origin + path, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`)
  return { body: (text ? JSON.parse(text) : undefined) as T, headers: response.headers }
}

/** @returns the cookie header of the first member of this role. */
async function signIn(origin: string, season: Season, role: Role): Promise<string> {
  const { login, password } = season.accounts.find((account) => account.role === role)!
  const { headers } = await send(origin, 'POST', '/api/session', { login, password })
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** @returns the id of a card that a volunteer has written and submitted. */
async function writeCard(origin: string, season: Season): Promise<string> {
  const cookie = await signIn(origin, season, 'volunteer')
  const { title, kind, ...text } = {
    kind: 'case',
    title: '说要退款，先加好友',
    headline: '说要退款，先挂电话',
    scamType: 'fake-customer-service',
    source: '',
    expiresOn: null,
    body: '## 怎么骗的\n\n王阿姨接到电话，对方说快递丢了，**三倍赔偿**。\n\n- 先加好友\n- 再点链接\n- 最后要验证码\n\n## 怎么识破\n\n真的客服在平台里退款，不会加您好友。',
  }
  const {
    body: { id },
  } = await send<{ id: string }>(origin, 'POST', '/api/console/cards', { id: v7(), kind, title }, cookie)
  const {
    body: { version },
  } = await send<{ version: number }>(
    origin,
    'PUT',
    `/api/console/cards/${id}`,
    { title, kind, ...text, version: 1 },
    cookie,
  )
  await send(origin, 'POST', `/api/console/cards/${id}/submit`, { version }, cookie)
  return id
}

async function openOffice(origin: string, season: Season): Promise<Office> {
  const cookie = await signIn(origin, season, 'admin')
  return {
    ...season,
    cookie,
    cardId: await writeCard(origin, season),
    pairScreen: async (code, name) => {
      await send(
        origin,
        'POST',
        '/api/console/screens',
        { code, name, zone: '第一展区', campaignId: season.campaignId },
        cookie,
      )
    },
  }
}

/** @param folder where the picture goes */
async function take(
  browser: Browser,
  origin: string,
  season: Office,
  folder: string,
  shot: Shot,
): Promise<BrowserContext> {
  const [width, height] = shot.size
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  if (shot.office)
    await context.addCookies(
      season.cookie
        .split('; ')
        .map((pair) => ({ name: pair.replace(/=.*$/, ''), value: pair.slice(pair.indexOf('=') + 1), url: origin })),
    )
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const response = await page.goto(typeof shot.path === 'string' ? shot.path : shot.path(season), { waitUntil: 'load' })
  if (!response?.ok()) throw new Error(`${response?.url()} answered ${response?.status()}`)
  await page.waitForLoadState('networkidle')
  await shot.act?.(page, season)
  // Waits for chart animations and fonts to finish, also on a slow machine.
  await page.evaluate(() =>
    Promise.all([
      document.fonts.ready,
      ...document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => {})),
    ]),
  )
  await page.waitForTimeout(600)
  const png = toPalette(await page.screenshot())
  writeFileSync(`${folder}/${shot.name}.png`, png)
  console.log(`${shot.name}.png ${width}×${height} ${Math.round(png.length / 1024)} kB`)
  return context
}

const wanted = process.argv.slice(2)
const isWanted = (group: string, { name }: Shot) =>
  wanted.length === 0 || wanted.includes(group) || wanted.includes(name)
const shots = [
  ...README_SHOTS.filter((shot) => isWanted('readme', shot)).map((shot) => ({ folder: 'docs/screenshots', shot })),
  ...GUIDE_SHOTS.filter((shot) => isWanted('guide', shot)).map((shot) => ({ folder: 'public/guide', shot })),
]
const dataDir = mkdtempSync(join(tmpdir(), 'jmt-screenshots-'))
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
// With a public address, so that the office does not warn about codes that phones cannot open.
const environment = {
  ...process.env,
  DATA_DIR: dataDir,
  PORT: String(port),
  HOST: '127.0.0.1',
  DATABASE_URL: '',
  REDIS_URL: '',
  PUBLIC_URL: 'http://fanzha.example',
}
const filled = await fill(environment)
const server = await startServer(environment)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--lang=zh-CN'],
  env: { ...process.env, LANGUAGE: 'zh_CN' },
})
const failed: string[] = []
// Screens stay open, so that the office shows them as online.
const open: BrowserContext[] = []
try {
  const season = await openOffice(origin, filled)
  for (const { folder, shot } of shots) {
    mkdirSync(folder, { recursive: true })
    await take(browser, origin, season, folder, shot).then(
      (context) => open.push(context),
      (error: unknown) => {
        failed.push(shot.name)
        console.error(`${shot.name}: ${(error as Error).message.split('\n')[0]}`)
      },
    )
  }
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await new Promise((resolve) => {
    server.once('exit', resolve)
  })
  rmSync(dataDir, { recursive: true, force: true })
}
process.exitCode = failed.length ? 1 : 0
