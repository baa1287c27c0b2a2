/** How far the screens of a group part when a docent presses: in browsers, beside pages that switch on a message. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { v7 } from 'uuid'
import type { Cue } from '../shared/programme/cue.ts'
import type { CueNews } from '../shared/programme/group.ts'
import { startDelayProxy } from '../tests/fixtures/delay-proxy.ts'
import { notices } from '../tests/fixtures/group.ts'
import type { Office } from '../tests/fixtures/office.ts'
import { ask, client, once } from '../tests/fixtures/realtime.ts'
import { readScreenCode, shiftClock } from '../tests/fixtures/screen-page.ts'

/** Between two presses, ms: longer than the lead of a cue. */
const EVERY_MS = 900
const TITLES = Array.from({ length: 20 }, (_, n) => `第${n + 1}号通知`)

export interface Conditions {
  name: string
  /** Longest delay of the network each way, ms. */
  delayMs: number
  /** The devices' own clocks are wrong by this much in turn, and drift. */
  clockMs: number
  driftPpm: number
}

interface Seen {
  at: number
  text: string
}
type Recorder = () => Promise<Seen[]>

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))
const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * q) - 1)] ?? Number.NaN
const rounded = (value: number) => Number(value.toFixed(1))

/** Notes each text of the selector in the frame that shows it, by the machine's clock; then makes the page's drift. */
async function record(page: Page, selector: string, driftPpm: number): Promise<Recorder> {
  await page.addInitScript(
    ({ at, drift }) => {
      const real = performance.now.bind(performance)
      const seen: { at: number; text: string }[] = []
      Object.assign(globalThis, { seen })
      const look = () => {
        const text = document.querySelector(at)?.textContent?.trim()
        if (text && text !== seen.at(-1)?.text) seen.push({ at: performance.timeOrigin + real(), text })
        requestAnimationFrame(look)
      }
      look()
      if (drift) performance.now = () => real() * (1 + drift / 1e6)
    },
    { at: selector, drift: driftPpm },
  )
  return () => page.evaluate(() => (globalThis as unknown as { seen: { at: number; text: string }[] }).seen)
}

async function openPage(browser: Browser, baseURL?: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 640, height: 360 },
    reducedMotion: 'reduce',
    ...(baseURL !== undefined && { baseURL }),
  })
  return context.newPage()
}

/** For each text that all have shown: the time between the first and the last of them. */
function spreads(all: readonly Seen[][], texts: readonly string[]): number[] {
  return texts.flatMap((text) => {
    const times = all.map((seen) => seen.find((one) => one.text === text)?.at)
    const known = times.filter((at) => at !== undefined)
    return known.length === all.length ? [Math.max(...known) - Math.min(...known)] : []
  })
}

const summary = (values: readonly number[]) => ({
  count: values.length,
  medianMs: rounded(quantile(values, 0.5)),
  p95Ms: rounded(quantile(values, 0.95)),
  mostMs: rounded(quantile(values, 1)),
})

/** The interval between two frames of this machine with as many pages, ms. */
async function frameInterval(pages: readonly Page[]) {
  const intervals = await Promise.all(
    pages.map((page) =>
      page.evaluate(async () => {
        const found: number[] = []
        let last = 0
        while (found.length < 120) {
          const now = await new Promise<number>((done) => requestAnimationFrame(done))
          if (last) found.push(now - last)
          last = now
        }
        return found
      }),
    ),
  )
  return summary(intervals.flat())
}

/** Pages that switch when a message arrives: what most signage does. */
async function naive(browser: Browser, count: number, delayMs: number): Promise<number[]> {
  const listeners = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (request.url !== '/events') return void response.end('<!doctype html><h1></h1>')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    listeners.add(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy = await startDelayProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, delayMs)
  const pages: Page[] = []
  const records: Recorder[] = []
  for (let n = 0; n < count; n += 1) {
    const page = await openPage(browser)
    records.push(await record(page, 'h1', 0))
    await page.goto(proxy.url)
    await page.evaluate(() => {
      new EventSource('/events').addEventListener('message', ({ data }) => {
        document.querySelector('h1')!.textContent = String(data)
      })
    })
    pages.push(page)
  }
  while (listeners.size < count) await sleep(50)
  for (const text of TITLES) {
    for (const listener of listeners) listener.write(`data: ${text}\n\n`)
    await sleep(EVERY_MS)
  }
  const found = spreads(await Promise.all(records.map((read) => read())), TITLES)
  await Promise.all(pages.map((page) => page.context().close()))
  proxy.close()
  server.closeAllConnections()
  server.close()
  return found
}

/** Opens the screens, puts them in a group, publishes a programme and goes through it. */
export async function groupSkew(
  browser: Browser,
  server: { url: string },
  office: Office,
  count: number,
  how: Conditions,
) {
  const proxy = await startDelayProxy(server.url, how.delayMs)
  const must = async <T>(method: string, path: string, body: object): Promise<T> => {
    const answer = await office.call<T>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const pages: Page[] = []
  const records: Recorder[] = []
  const screenIds: string[] = []
  for (let n = 0; n < count; n += 1) {
    const page = await openPage(browser, how.delayMs ? proxy.url : server.url)
    records.push(await record(page, '[data-scene="notice"] h1, [data-scene="notice"] h2', how.driftPpm))
    await shiftClock(page, how.clockMs * (n % 2 ? 1 : -1))
    const code = await readScreenCode(page)
    const name = `${how.name} ${n + 1}`
    screenIds.push(
      (await must<{ id: string }>('POST', '/api/console/screens', { code, name, zone: '', campaignId: null })).id,
    )
    pages.push(page)
  }
  const { id: groupId } = await must<{ id: string }>('POST', '/api/console/groups', { name: how.name, screenIds })
  const programmeId = v7()
  await must('POST', '/api/console/programmes', { id: programmeId, title: how.name })
  const scenes = notices(...TITLES).map((scene) => ({ ...scene, id: v7() }))
  const { revision } = await must<{ revision: number }>('PUT', `/api/console/programmes/${programmeId}`, {
    title: how.name,
    scenes,
    revision: 1,
  })
  await must('POST', `/api/console/programmes/${programmeId}/publish`, { revision })
  const socket = client(`${server.url}/office`, { cookie: office.cookie() })
  await once(socket, 'connect')
  const started = await ask<CueNews>(socket, 'group:start', { groupId, programmeId, epoch: 0 })
  if (!started.ok) throw new Error(started.error.message)
  const { epoch } = started.data.cue!
  const showAts = new Map<string, number>()
  const note = (cue: Cue) => showAts.set(TITLES[cue.now.scene]!, cue.now.showAt)
  note(started.data.cue!)
  // The clocks are estimated within seconds of the start.
  await sleep(5_000)
  for (let n = 1; n < TITLES.length; n += 1) {
    const answer = await ask<CueNews>(socket, 'group:press', { groupId, epoch, press: { kind: 'next' } })
    if (!answer.ok) throw new Error(answer.error.message)
    note(answer.data.cue!)
    await sleep(EVERY_MS)
  }
  const seen = await Promise.all(records.map((read) => read()))
  const texts = TITLES.slice(1)
  const late = seen.flatMap((one) =>
    one.flatMap(({ text, at }) => (texts.includes(text) ? [Math.abs(at - (showAts.get(text) ?? at))] : [])),
  )
  const frames = await frameInterval(pages)
  socket.disconnect()
  await Promise.all(pages.map((page) => page.context().close()))
  proxy.close()
  return {
    spread: summary(spreads(seen, texts)),
    fromShowAt: summary(late),
    frames,
    onMessage: summary(await naive(browser, count, how.delayMs)),
  }
}
