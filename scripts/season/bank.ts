/** The item bank read from its files: outside of a build there is no content database. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { type Item, itemSchema } from '#shared/content/item.ts'

const CONTENT = join(import.meta.dirname, '../../content')

/** All items, ordered by file so that the same random numbers draw the same items. */
export function readBank(): Item[] {
  return globSync('items/*/*.yml', { cwd: CONTENT }).toSorted()
    .map((file) => ({ ...itemSchema.parse(parse(readFileSync(join(CONTENT, file), 'utf8'))), id: basename(file, '.yml') }))
}
