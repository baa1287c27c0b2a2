/**
 * Script and style bytes that a phone downloads for a page, against an empty page of the same framework.
 * `npm run bench -- pages [--json]`
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page, type Request } from 'playwright-core'
import { openDatabase } from '../server/database/client.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { freePort, startServer } from '../tests/fixtures/server.ts'
import { seedStation } from '../tests/fixtures/station.ts'

interface Weight {
  page: string
  /** Response bodies as they came over the wire, gzip, bytes. */
  script: number
  style: number
  code: number
  /** With the document, fonts, pictures and data. */
  all: number
  requests: number
  /** `code` against that of the empty page. */
  ratio: number
}
interface Running {
  url: string
  stop: () => Promise<void>
}

/** kB of 1000 bytes, as networks count. */
const QUIZ_MOST = 110_000
const QUIZ_ABOVE_FLOOR = 35_000
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What goes into the code of every page is ours; all that is ours alone is left out. */
const floorConfig = (ours: string) => `import ours from ${JSON.stringify(ours)}
export default defineNuxtConfig({
  compatibilityDate: ours.compatibilityDate,
  srcDir: '.',
  modules: ['@pinia/nuxt', 'nuxt-security'],
  telemetry: false,
  devtools: ours.devtools,
  experimental: ours.experimental,
  features: ours.features,
  security: ours.security,
  vite: ours.vite,
  nitro: {
    preset: ours.nitro.preset,
    compressPublicAssets: ours.nitro.compressPublicAssets,
    esbuild: ours.nitro.esbuild,
  },
  hooks: { 'build:manifest': ours.hooks['build:manifest'] },
})
`
const FLOOR_FILES: Record<string, string> = {
  'package.json': '{ "name": "floor", "private": true, "type": "module" }',
  'app.vue': '<template><NuxtPage /></template>\n',
  'stores/floor.ts': "export const useFloor = defineStore('floor', () => ({ title: ref('floor') }))\n",
  'pages/index.vue':
    '<script setup lang="ts">\nconst floor = useFloor()\n</script>\n\n' +
    '<template><h1>{{ floor.title }}</h1></template>\n',
}

/** Runs node to its end. @throws with all it printed when it fails. */
async function runNode(args: string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${Buffer.concat(output).toString()}`)
}

/** Builds the empty page with our settings in a temporary folder and serves it. */
async function startFloor(): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-floor-'))
  try {
    for (const folder of ['pages', 'stores']) mkdirSync(join(dir, folder))
    for (const [file, text] of Object.entries({
      ...FLOOR_FILES,
      'nuxt.config.ts': floorConfig(resolve('nuxt.config.ts')),
    }))
      writeFileSync(join(dir, file), text)
    symlinkSync(resolve('node_modules'), join(dir, 'node_modules'), 'junction')
    await runNode([resolve('node_modules/nuxt/bin/nuxt.mjs'), 'build'], dir)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw error
  }
  const port = await freePort()
  const child = spawn(process.execPath, ['.output/server/index.mjs'], {
    cwd: dir,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = new Promise((done) => child.once('close', done))
  const url = `http://127.0.0.1:${port}`
  for (
    let tries = 0;
    !(await fetch(url).then(
      (reply) => reply.ok,
      () => false,
    ));
    tries++
  ) {
    if (tries > 300 || child.exitCode !== null) throw new Error('the empty page did not come up')
    await new Promise((done) => setTimeout(done, 50))
  }
  return {
    url,
    stop: async () => {
      child.kill()
      await gone
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A code that opens the quiz today. */
async function makeCode(dataDir: string): Promise<string> {
  const { db, sql, close } = openDatabase({ embedded: readEmbeddedAddress(dataDir)! }, { max: 1 })
  try {
    const { code } = await seedStation(db)
    await sql`update campaigns set starts_on = current_date - 1, ends_on = current_date + 1`
    return code
  } finally {
    await close()
  }
}

/**
 * A phone that has never been here opens a page and walks on; everything it loads until the network is quiet counts.
 */
async function weigh(
  browser: Browser,
  page: string,
  url: string,
  walk: (page: Page) => Promise<void> = async () => {},
): Promise<Omit<Weight, 'ratio'>> {
  // On plain HTTP, as in a hall, a browser asks for no brotli; for this machine itself it would.
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 390, height: 844 },
    extraHTTPHeaders: { 'accept-encoding': 'gzip' },
  })
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
    // What the browser counts is off by some bytes per header; pages and data come without a length.
    const bytes = length ? Number(length) : (await request.sizes()).responseBodySize
    if (/javascript|css/.test(type) && bytes > 1500 && encoding !== 'gzip')
      throw new Error(`${request.url()} came as ${encoding ?? 'it is'}`)
    if (type.includes('javascript')) weight.script += bytes
    if (type.includes('css')) weight.style += bytes
    weight.all += bytes
    weight.requests++
  }
  weight.code = weight.script + weight.style
  await context.close()
  return weight
}

async function startQuiz(tab: Page): Promise<void> {
  await tab.getByRole('button', { name: '开始答题' }).click()
  await tab.getByRole('group', { name: '您的判断' }).waitFor()
  // `networkidle` is over once it has been reached: what the first item brings gets the same half second of quiet.
  await new Promise((done) => setTimeout(done, 1000))
}

/** @param args as on the command line, after the name of the benchmark. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const floorServer = await startFloor()
  const server = await startServer()
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGS,
  })
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
      'Bytes of response bodies, gzip, first visit. Code is script and style. ' +
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
