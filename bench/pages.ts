/**
 * Script and style bytes that a phone downloads for a page, against an empty page of the same framework.
 * `npm run bench -- pages [--json]`
 */
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page, type Request } from 'playwright-core'
import { startServer } from '../tests/fixtures/server.ts'
import { CHROMIUM, makeCode, PHONE, startFloor } from './floor.ts'

interface Weight {
  page: string
  /** Response bodies as transferred (gzip), bytes. */
  script: number
  style: number
  code: number
  /** Including the document, fonts, pictures and data. */
  all: number
  requests: number
  /** `code` relative to that of the empty page. */
  ratio: number
}

/** kB of 1000 bytes, as usual for networks. */
const QUIZ_MOST = 95_000
const QUIZ_ABOVE_FLOOR = 35_000

/**
 * A phone with an empty cache opens a page and takes the given steps; all responses until the network is idle are
 * counted.
 */
async function weigh(
  browser: Browser,
  page: string,
  url: string,
  walk: (page: Page) => Promise<void> = async () => {},
): Promise<Omit<Weight, 'ratio'>> {
  const context = await browser.newContext(PHONE)
  const tab = await context.newPage()
  const finished: Request[] = []
  tab.on('requestfinished', (request) => finished.push(request))
  await tab.goto(url, { waitUntil: 'networkidle' })
  await walk(tab)
  await tab.waitForLoadState('networkidle')
  const weight = { page, script: 0, style: 0, code: 0, all: 0, requests: 0 }
  for (const request of finished) {
    const reply = (await request.response())!
    if (reply.status() >= 400) throw new Error(`${request.url()}: ${reply.status()}`)
    const {
      'content-type': type = '',
      'content-encoding': encoding,
      'content-length': length,
    } = await reply.allHeaders()
    // The browser's size is inexact by some bytes per header, but pages and data have no content-length.
    const bytes = length ? Number(length) : (await request.sizes()).responseBodySize
    if (/javascript|css/.test(type) && bytes > 1500 && encoding !== 'gzip')
      throw new Error(`${request.url()} came as ${encoding ?? 'it is'}`)
    if (type.includes('javascript')) weight.script += bytes
    if (type.includes('css')) weight.style += bytes
    // Inline styles count like those in files.
    if (type.includes('html')) weight.style += inlineStyleBytes(await reply.text())
    weight.all += bytes
    weight.requests++
  }
  weight.code = weight.script + weight.style
  await context.close()
  return weight
}

function inlineStyleBytes(html: string): number {
  const styles = [...html.matchAll(/<style\b[^>]*>([^]*?)<\/style>/g)].map(([, text]) => text)
  return styles.length > 0 ? gzipSync(styles.join('')).length : 0
}

async function startQuiz(tab: Page): Promise<void> {
  await tab.getByRole('button', { name: '开始答题' }).click()
  await tab.getByRole('group', { name: '您的判断' }).waitFor()
  // `networkidle` resolves at once if it was reached before: a fixed wait covers requests caused by the first item.
  await new Promise((done) => setTimeout(done, 1000))
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const floorServer = await startFloor()
  const server = await startServer()
  const browser = await chromium.launch(CHROMIUM)
  try {
    const code = await makeCode(server.dataDir)
    const { id } = ((await (await fetch(`${server.url}/api/scams`)).json()) as { id: string }[])[0]!
    const floor = await weigh(browser, 'floor', floorServer.url)
    const weights = [
      floor,
      await weigh(browser, 'home', server.url),
      await weigh(browser, 'scam', `${server.url}/scams/${id}`),
      await weigh(browser, 'quiz', `${server.url}/s/${code}`, startQuiz),
    ]
    const pages: Weight[] = weights.map((weight) => ({
      ...weight,
      ratio: Number((weight.code / floor.code).toFixed(2)),
    }))
    const quiz = pages.at(-1)!
    const goals = {
      quizCode: quiz.code,
      quizMost: QUIZ_MOST,
      aboveFloor: quiz.code - floor.code,
      aboveFloorMost: QUIZ_ABOVE_FLOOR,
    }
    const verdict = (value: number, most: number) =>
      `${(value / 1000).toFixed(1)} kB of at most ${most / 1000} kB: ${value <= most ? 'met' : 'MISSED'}`
    console.table(pages)
    console.log(
      'Bytes of response bodies, gzip, first visit. Code is script and style, also where it stands in the page. ' +
        'Floor: an empty page of Nuxt, Pinia, vue-router and nuxt-security, built with our settings. ' +
        'The quiz goes up to its first item.',
    )
    console.log(
      `Goals. Quiz: ${verdict(quiz.code, QUIZ_MOST)}. ` +
        `Quiz above the floor: ${verdict(goals.aboveFloor, QUIZ_ABOVE_FLOOR)}.`,
    )
    if (values.json)
      console.log(
        JSON.stringify({
          bench: 'pages',
          pages,
          goals: { ...goals, met: quiz.code <= QUIZ_MOST && goals.aboveFloor <= QUIZ_ABOVE_FLOOR },
        }),
      )
  } finally {
    await browser.close()
    await server.stop()
    await floorServer.stop()
  }
}
