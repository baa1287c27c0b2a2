/**
 * Time from opening a printed code to the first item, on a slow phone and a weak network, against an empty page.
 * `npm run bench -- phone [--runs 3] [--network slow-4g|weak-3g] [--json]`
 */
import { parseArgs } from 'node:util'
import { type Browser, chromium, type CDPSession } from 'playwright-core'
import { startServer } from '../tests/fixtures/server.ts'
import { CHROMIUM, makeCode, PHONE, startFloor } from './floor.ts'

/** Bits per second in both directions; ms from sending a request to the first byte of its response. */
const NETWORKS = {
  'slow-4g': { bits: 1_600_000, rtt: 150, itemMost: 1_500 },
  'weak-3g': { bits: 400_000, rtt: 400, itemMost: 3_500 },
} as const
type Network = keyof typeof NETWORKS
/** CPU slowdown factor relative to this machine, by the browser's CPU throttling. */
const CPU_SLOWDOWN = 4
const PATIENCE_MS = 30_000

/** ms since the navigation began, by the clock of the page. */
interface Times {
  /** The first frame with the start button (for the empty page: with its heading). */
  visible: number
  /** The application is mounted (hydrated) and interactive. */
  alive: number
  /** The first frame with the first item and its two buttons. */
  item: number
  /** An answer pressed in every frame was acknowledged: accepted, or queued until the application is mounted. */
  answered: number
}
interface Visit extends Times {
  /** Transferred with headers, until item and application are there. */
  bytes: number
  requests: number
}

/**
 * Runs in the page before its scripts: checks once per frame, presses the start button in the first frame that shows
 * it, and then an answer to the first item in every frame until it is acknowledged.
 */
function watchPage(): void {
  const times: Partial<Record<string, number>> = {}
  const page = window as unknown as { __times: typeof times }
  page.__times = times
  const see = <E extends HTMLElement>(selector: string, text = '') =>
    [...document.querySelectorAll<E>(selector)].find(
      (each) => (each.textContent ?? '').includes(text) && each.getClientRects().length > 0,
    )
  const look = () => {
    const now = performance.now()
    if (times.visible === undefined && see('main .actions button, h1', location.pathname === '/' ? '' : '开始答题')) {
      times.visible = now
      // Pressed after the frame with the button has been painted, like by a person.
      if (location.pathname !== '/')
        requestAnimationFrame(() => setTimeout(() => see<HTMLElement>('button', '开始答题')?.click()))
    }
    if (
      times.alive === undefined &&
      document.querySelector<HTMLElement & { __vue_app__?: unknown }>('#__nuxt')?.__vue_app__
    )
      times.alive = now
    const choice = see('[role="group"] button', '是骗局')
    if (choice && times.item === undefined) {
      times.item = now
    } else if (
      times.item !== undefined &&
      times.answered === undefined &&
      (!choice || choice.getAttribute('aria-pressed') === 'true' || choice.getAttribute('aria-busy') === 'true')
    )
      times.answered = now
    else choice?.click()
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** Opens an address with an empty cache. @param last the time at which the visit ends */
async function visit(browser: Browser, url: string, network: Network, last: keyof Times): Promise<Visit> {
  const context = await browser.newContext(PHONE)
  try {
    const tab = await context.newPage()
    const cdp: CDPSession = await context.newCDPSession(tab)
    await tab.addInitScript(watchPage)
    const { bits, rtt } = NETWORKS[network]
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: rtt,
      downloadThroughput: bits / 8,
      uploadThroughput: bits / 8,
    })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
    const loads: { at: number; bytes: number }[] = []
    cdp.on('Network.loadingFinished', ({ timestamp, encodedDataLength }) =>
      loads.push({ at: timestamp, bytes: encodedDataLength }),
    )
    let began = 0
    const asked = new Map<string, number>()
    cdp.on('Network.requestWillBeSent', ({ requestId, timestamp, request }) => {
      began ||= timestamp
      if (/^https?:/.test(request.url)) asked.set(requestId, timestamp)
    })
    await tab.goto(url, { waitUntil: 'commit' })
    await tab.waitForFunction(
      (name) => {
        const { __times: times } = window as unknown as { __times: Times }
        return times[name] !== undefined && times.alive !== undefined
      },
      last,
      {
        timeout: PATIENCE_MS,
        polling: 200,
      },
    )
    const times = await tab.evaluate(() => (window as unknown as { __times: Times }).__times)
    // Requests after the end of the visit are not counted.
    const until = began + Math.max(times.item ?? 0, times.alive) / 1000
    return {
      ...times,
      bytes: loads.reduce((sum, { at, bytes }) => sum + (at <= until ? bytes : 0), 0),
      requests: [...asked.values()].filter((at) => at <= until).length,
    }
  } finally {
    await context.close()
  }
}

function medians(visits: readonly Visit[]): Visit {
  const of = (name: keyof Visit) => {
    const sorted = visits.map((each) => each[name] ?? NaN).sort((a, b) => a - b)
    return Math.round(sorted[Math.floor(sorted.length / 2)]!)
  }
  return {
    visible: of('visible'),
    alive: of('alive'),
    item: of('item'),
    answered: of('answered'),
    bytes: of('bytes'),
    requests: of('requests'),
  }
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '3' },
      network: { type: 'string' },
    },
  })
  const runs = Number(values.runs)
  const networks = (Object.keys(NETWORKS) as Network[]).filter((each) => !values.network || each === values.network)
  if (!(runs >= 1) || networks.length === 0) throw new Error('runs is a number from 1, network slow-4g or weak-3g')
  const floorServer = await startFloor()
  const server = await startServer()
  const browser = await chromium.launch(CHROMIUM)
  try {
    const code = await makeCode(server.dataDir)
    // Warm-up: the server compiles code for its first pages, which would falsify the first measurement.
    for (const url of [floorServer.url, `${server.url}/s/${code}`]) for (let i = 0; i < 5; i++) await fetch(url)
    const measured = []
    for (const network of networks) {
      const floors: Visit[] = []
      const quizzes: Visit[] = []
      // Alternating, so that other load on the machine affects both.
      for (let i = 0; i < runs; i++) {
        floors.push(await visit(browser, floorServer.url, network, 'alive'))
        quizzes.push(await visit(browser, `${server.url}/s/${code}`, network, 'answered'))
      }
      const { visible, alive, bytes, requests } = medians(floors)
      const quiz = medians(quizzes)
      measured.push({
        network,
        ...quiz,
        spread: [Math.min(...quizzes.map(({ item }) => item)), Math.max(...quizzes.map(({ item }) => item))].map(
          Math.round,
        ),
        floor: { visible, alive, bytes, requests },
        ratio: Number((quiz.item / alive).toFixed(2)),
        itemMost: NETWORKS[network].itemMost,
        met: quiz.item <= NETWORKS[network].itemMost,
      })
    }
    console.table(
      measured.map(({ floor, spread, itemMost: _most, met: _met, ...quiz }) => ({
        ...quiz,
        spread: spread.join('–'),
        'floor visible': floor.visible,
        'floor alive': floor.alive,
        'floor bytes': floor.bytes,
      })),
    )
    console.log(
      `ms since the navigation began, medians of ${runs} visits with an empty cache, 390 × 844, ` +
        `CPU ${CPU_SLOWDOWN} times slower. Start is pressed in the frame that first shows it; the first item is ` +
        'answered in each frame until that counts: for half a second it takes no press. An answer pressed before the ' +
        'application is mounted is held and done then. Bytes and requests: with headers, until both are there. ' +
        'Floor: an empty page of Nuxt, Pinia, vue-router and nuxt-security, built with our settings, until it is ' +
        'mounted; ratio is the first item against ' +
        'that.',
    )
    console.log(
      'The network is the emulation of Chromium: each request waits one round trip for its first byte, all share the ' +
        'bandwidth. It models neither the setting up of connections nor TCP slow start nor loss.',
    )
    for (const { network, item, itemMost, met } of measured)
      console.log(`${network}: first item after ${item} ms of at most ${itemMost}: ${met ? 'met' : 'MISSED'}.`)
    if (values.json)
      console.log(JSON.stringify({ bench: 'phone', runs, measured, met: measured.every(({ met }) => met) }))
  } finally {
    await browser.close()
    await server.stop()
    await floorServer.stop()
  }
}
