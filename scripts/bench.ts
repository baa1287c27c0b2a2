/**
 * `npm run bench -- <name> [options] [--json]`: runs bench/<name>.ts on a fresh build. Without a name it lists them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from './output.ts'
import { exitWith } from './prepare.ts'

/** Name → description, from the first line of its file. Helper modules beside the benchmarks export no `run`. */
function benchmarks(): Map<string, string> {
  const files = readdirSync('bench')
    .filter((file) => file.endsWith('.ts'))
    .sort()
  return new Map(
    files.flatMap((file) => {
      const text = readFileSync(`bench/${file}`, 'utf8')
      const what = /^\/\*\*\s+(?:\* )?(.+?)(?: \*\/)?$/m.exec(text)?.[1] ?? ''
      return /^export async function run\(/m.test(text) ? [[file.replace(/\.ts$/, ''), what] as const] : []
    }),
  )
}

const [name = '', ...args] = process.argv.slice(2)
const known = benchmarks()
if (known.has(name)) {
  try {
    await buildIfStale()
    const { run } = (await import(pathToFileURL(`bench/${name}.ts`).href)) as { run: (args: string[]) => Promise<void> }
    await run(args)
  } catch (error) {
    exitWith(error)
  }
} else {
  console.error(name ? `There is no benchmark “${name}”.` : 'Usage: npm run bench -- <name> [options] [--json]')
  const width = Math.max(...[...known.keys()].map(({ length }) => length))
  for (const [one, what] of known) console.error(`  ${one.padEnd(width)}  ${what}`)
  process.exitCode = 1
}
