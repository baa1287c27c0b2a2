/**
 * For the oldest browsers of README.md: the build lowers syntax, not APIs. What they lack is one more file, which only
 * they load (plugins/old-browsers.server.ts).
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Nuxt } from 'nuxt/schema'
import { rolldown } from 'rolldown'

/** Chunks of which every path of imports begins at an office page: their browsers may be less old. */
const OFFICE = /^(?:pages\/console\/.*|layouts\/console)\.vue$/

/** In .output, for `npm test`: the names of the scripts and styles that residents and hall screens may load. */
export const FILES_FOR_ALL = 'files-for-all.json'

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}
type Manifest = Record<string, Chunk>

/** @returns the names of files that residents and hall screens may load. The rest is for the office alone. */
function filesForAll(manifest: Manifest): string[] {
  const found = new Set<Chunk>()
  const add = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk) || OFFICE.test(chunk.src ?? '')) return
    found.add(chunk)
    for (const name of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) add(manifest[name])
  }
  for (const chunk of Object.values(manifest)) if (chunk.isEntry) add(chunk)
  return [...new Set([...found].flatMap(({ file, css = [] }) => [file, ...css]))].toSorted()
}

/** The polyfills as one classic script: modules are deferred, so it runs before all of them. */
async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL('./polyfills.mjs', import.meta.url))
  // In a fresh clone our tsconfig.json refers to files that Nuxt has yet to write.
  const build = await rolldown({ input, platform: 'browser', tsconfig: false, transform: { target: 'es2015' } })
  const { output } = await build.generate({ format: 'iife', minify: true })
  await build.close()
  return output[0].code
}

/** A Nuxt module. */
export default async function oldBrowsers(_options: unknown, nuxt: Nuxt): Promise<void> {
  const code = nuxt.options.dev ? '' : await bundle()
  const name = `old.${createHash('sha256').update(code).digest('base64url').slice(0, 8)}.js`
  const { buildAssetsDir } = nuxt.options.app
  nuxt.options.vite.define = {
    ...nuxt.options.vite.define,
    __POLYFILLS__: JSON.stringify(code && join('/', buildAssetsDir, name)),
  }
  let forAll: string[] = []
  nuxt.hook('build:manifest', (manifest) => {
    forAll = [name, ...filesForAll(manifest as Manifest)]
    const folder = join(nuxt.options.buildDir, 'dist/client', buildAssetsDir)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), code)
  })
  nuxt.hook('nitro:build:public-assets', (nitro) => {
    writeFileSync(join(nitro.options.output.dir, FILES_FOR_ALL), JSON.stringify(forAll))
  })
}
