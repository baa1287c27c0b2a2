/**
 * Makes the files that a phone needs before it is interactive as small as can be: 1.5 % smaller by terser, behind the
 * faster minifier of Vite, and 4 % by zopfli. Only these files, because both are slow.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipAsync } from '@gfx/zopfli'
import type { Nuxt } from 'nuxt/schema'
import { minify } from 'terser'

/** Besides the entry: the chunks for pages of printed codes and the home page. */
const FIRST = /(?:^|\/)(?:layouts\/(?:phone|default)|pages\/(?:index|s\/\[code\]))\.vue$/

interface Chunk {
  isEntry?: boolean
  /** The source file of its own, if it has one. */
  source?: string | null
  imports?: string[]
}

/** @returns keys of the first chunks and of those that they import statically. */
function firstOf(chunks: Record<string, Chunk>): Set<string> {
  const found = new Set<string>()
  const add = (key: string) => {
    if (found.has(key) || !chunks[key]) return
    found.add(key)
    chunks[key].imports?.forEach(add)
  }
  for (const [key, { isEntry, source }] of Object.entries(chunks)) if (isEntry || FIRST.test(source ?? '')) add(key)
  return found
}

/**
 * A Nuxt module. Sizes are written into the server bundle, so gzip runs after Nitro's own compression and before its
 * bundling.
 */
export default function squeezeFirstFiles(_options: unknown, nuxt: Nuxt): void {
  if (nuxt.options.dev) return
  let files: string[] = []
  nuxt.hook('vite:extendConfig', (config, { isClient }) => {
    if (!isClient) return
    config.plugins?.push({
      name: 'squeeze-first-files',
      generateBundle: {
        order: 'post',
        async handler(_output, bundle) {
          const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
          const first = firstOf(
            Object.fromEntries(
              chunks.map(({ fileName, isEntry, facadeModuleId, imports }) => [
                fileName,
                { isEntry, source: facadeModuleId, imports },
              ]),
            ),
          )
          for (const chunk of chunks) {
            if (!first.has(chunk.fileName)) continue
            const { code } = await minify(chunk.code, { module: true, ecma: 2020, compress: { passes: 3 } })
            if (code && code.length < chunk.code.length) chunk.code = code
          }
          files = [...first]
        },
      },
    })
  })
  nuxt.hook('nitro:build:public-assets', async (nitro) => {
    for (const file of files) {
      const path = join(nitro.options.output.publicDir, file)
      // Nitro does not compress files that fit into a packet.
      if (!existsSync(`${path}.gz`)) continue
      const small = await gzipAsync(await readFile(path), { numiterations: 5 })
      if (small.length < (await readFile(`${path}.gz`)).length) await writeFile(`${path}.gz`, small)
    }
  })
}
