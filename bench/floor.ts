/**
 * The lower limit for page benchmarks: an empty page with Nuxt, Pinia, vue-router and nuxt-security, built with our
 * settings.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '../server/database/client.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { freePort } from '../tests/fixtures/server.ts'
import { seedStation } from '../tests/fixtures/station.ts'

interface Running {
  url: string
  stop: () => Promise<void>
}

export const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
/** Over plain HTTP, as in a hall, browsers do not accept brotli; for localhost they would. */
export const PHONE = {
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  viewport: { width: 390, height: 844 },
  extraHTTPHeaders: { 'accept-encoding': 'gzip' },
}

/** Settings that affect the code of every page are ours; everything specific to our site is left out. */
const floorConfig = (ours: string) => `import ours from ${JSON.stringify(`${ours}/nuxt.config.ts`)}
import squeezeFirstFiles from ${JSON.stringify(`${ours}/scripts/squeeze.ts`)}
export default defineNuxtConfig({
  compatibilityDate: ours.compatibilityDate,
  srcDir: '.',
  modules: ['@pinia/nuxt', 'nuxt-security', squeezeFirstFiles],
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

/** Runs node until it exits. @throws with its output if it fails. */
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
export async function startFloor(): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-floor-'))
  try {
    for (const folder of ['pages', 'stores']) mkdirSync(join(dir, folder))
    for (const [file, text] of Object.entries({
      ...FLOOR_FILES,
      'nuxt.config.ts': floorConfig(resolve('.')),
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
export async function makeCode(dataDir: string): Promise<string> {
  const { db, sql, close } = openDatabase({ embedded: readEmbeddedAddress(dataDir)! }, { max: 1 })
  try {
    const { code } = await seedStation(db)
    await sql`update campaigns set starts_on = current_date - 1, ends_on = current_date + 1`
    return code
  } finally {
    await close()
  }
}
