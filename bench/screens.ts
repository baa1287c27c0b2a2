/**
 * Whether two hall screens side by side show the same panel and sample, and the time between their switches.
 * `npm run bench -- screens [--seconds N] [--json]`. Floor: two empty pages that switch by the machine's own clock.
 */
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { openDatabase, provideDatabase } from '../server/database/client.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { createScreen } from '../server/screen/screens.ts'
import { officerOf } from '../tests/fixtures/screen.ts'
import { type Flip, readScreenCode, recordFlips, shiftClock } from '../tests/fixtures/screen-page.ts'
import { startServer } from '../tests/fixtures/server.ts'
import { seedStation } from '../tests/fixtures/station.ts'

/** Error of the two devices' clocks, ms. */
const CLOCKS = [-120_000, 120_000] as const
const FLOOR_MS = 10_000
const ARGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']

interface Recorded {
  page: Page
  flips: () => Promise<Flip[]>
}

async function open(browser: Browser, baseURL?: string): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 960, height: 540 },
    ...(baseURL !== undefined && { baseURL }),
  })
  return context.newPage()
}

async function openScreens(browser: Browser, server: { url: string; dataDir: string }): Promise<Recorded[]> {
  const address = readEmbeddedAddress(server.dataDir)
  if (!address) throw new Error('the server has no embedded database')
  const database = openDatabase({ embedded: address }, { max: 1 })
  provideDatabase(database)
  try {
    const seed = await seedStation(database.db)
    const screens: Recorded[] = []
    for (const shift of CLOCKS) {
      const page = await open(browser, server.url)
      await shiftClock(page, shift)
      const flips = await recordFlips(page)
      const code = await readScreenCode(page)
      await createScreen(officerOf(seed), { code, name: `屏 ${shift}`, zone: '', campaignId: null })
      screens.push({ page, flips })
    }
    return screens
  } finally {
    provideDatabase(undefined)
    await database.close()
  }
}

/** Two pages that show a number computed from the machine's clock, which is the same for both. */
async function openFloor(browser: Browser): Promise<Recorded[]> {
  return Promise.all(
    [1, 2].map(async () => {
      const page = await open(browser)
      const flips = await recordFlips(page)
      await page.goto('about:blank')
      await page.setContent('<main><p class="panel"><h1></h1></main>')
      await page.evaluate((every) => {
        const show = () => {
          const now = performance.timeOrigin + performance.now()
          const turn = Math.floor(now / every)
          document.querySelector('main')!.innerHTML = `<div class="panel"><h1>${turn}</h1></div>`
          setTimeout(show, (turn + 1) * every - now)
        }
        show()
      }, FLOOR_MS)
      return { page, flips }
    }),
  )
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await check()); tries += 1) {
    if (tries > 600) throw new Error('the screens did not come up')
    await sleep(100)
  }
}
const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * q)] ?? Number.NaN
const lastOf = async ({ flips }: Recorded) => (await flips()).at(-1)?.shown

/** Time between each switch of one page and the same switch of the other, ms. */
async function skewOf([a, b]: readonly Recorded[], from: number) {
  const [left, right] = await Promise.all([a!.flips(), b!.flips()])
  const skews = left
    .filter(({ at }) => at > from)
    .flatMap(({ at, shown }) => {
      const same = right.filter((flip) => flip.shown === shown).map((flip) => Math.abs(flip.at - at))
      return same.length > 0 ? [Math.min(...same)] : []
    })
  const rounded = (q: number) => Number(quantile(skews, q).toFixed(1))
  return { switches: skews.length, medianMs: rounded(0.5), p95Ms: rounded(0.95), mostMs: rounded(1) }
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '120' } },
  })
  const seconds = Number(values.seconds)
  const server = await startServer()
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
  try {
    const screens = await openScreens(browser, server)
    const floor = await openFloor(browser)
    const [a, b] = screens
    await until(async () => (await lastOf(a!)) !== undefined && (await lastOf(a!)) === (await lastOf(b!)))
    const from = performance.timeOrigin + performance.now()
    const apart: { second: number; left: string | undefined; right: string | undefined }[] = []
    for (let second = 0; second < seconds; second += 1) {
      await sleep(Math.max(0, from + second * 1_000 - (performance.timeOrigin + performance.now())))
      const [left, right] = await Promise.all([lastOf(a!), lastOf(b!)])
      if (left !== right) apart.push({ second, left, right })
    }
    const result = {
      bench: 'screens',
      seconds,
      agreed: seconds - apart.length,
      apart,
      skew: await skewOf(screens, from),
      floor: await skewOf(floor, from),
    }
    console.log(`The same panel and sample at ${result.agreed} of ${seconds} seconds, clocks 4 minutes apart.`)
    console.table({ screens: result.skew, floor: result.floor })
    console.log(
      `Skew of the same switch on both, ms; ` +
        `screens against floor at p95: ${(result.skew.p95Ms / result.floor.p95Ms).toFixed(2)}.`,
    )
    if (values.json) console.log(JSON.stringify(result))
  } finally {
    await browser.close()
    await server.stop()
  }
}
