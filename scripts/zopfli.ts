/**
 * Recompresses, with the smallest possible gzip, the files that a phone needs before it is interactive: 4 % smaller,
 * but too slow to do per request. Only these files, because it takes a second per 200 kB.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipAsync } from '@gfx/zopfli'
import type { Nuxt } from 'nuxt/schema'

/** Besides the entry: the chunks for pages of printed codes and the home page. */
const FIRST = /^(?:layouts\/(?:phone|default)|pages\/(?:index|s\/\[code\]))\.vue$/

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  imports?: string[]
}

/** Names of the scripts that these chunks import statically. */
function filesOf(manifest: Record<string, Chunk>): Set<string> {
  const found = new Set<Chunk>()
  const add = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk)) return
    found.add(chunk)
    for (const name of chunk.imports ?? []) add(manifest[name])
  }
  for (const chunk of Object.values(manifest)) if (chunk.isEntry || FIRST.test(chunk.src ?? '')) add(chunk)
  return new Set([...found].map(({ file }) => file).filter((file) => file.endsWith('.js')))
}

/**
 * A Nuxt module. Sizes are written into the server bundle, so it runs after Nitro's own compression and before its
 * bundling.
 */
export default function squeezeFirstFiles(_options: unknown, nuxt: Nuxt): void {
  let files = new Set<string>()
  nuxt.hook('build:manifest', (manifest) => {
    files = filesOf(manifest as Record<string, Chunk>)
  })
  nuxt.hook('nitro:build:public-assets', async (nitro) => {
    const folder = join(nitro.options.output.publicDir, nuxt.options.app.buildAssetsDir)
    for (const file of files) {
      const path = join(folder, file)
      // Nitro does not compress files that fit into a packet.
      if (!existsSync(`${path}.gz`)) continue
      const small = await gzipAsync(await readFile(path), { numiterations: 5 })
      if (small.length < (await readFile(`${path}.gz`)).length) await writeFile(`${path}.gz`, small)
    }
  })
}
