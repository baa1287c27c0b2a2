/** Reads the item bank from its files: outside of a build there is no content database. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { itemSchema, type JudgeItem } from '#shared/content/item.ts'

const CONTENT = join(import.meta.dirname, '../../content')

/** All `judge` items, ordered by file so that the same random numbers draw the same items. */
export function readBank(): JudgeItem[] {
  return globSync('items/*/*.yml', { cwd: CONTENT })
    .toSorted()
    .map((file) => ({
      ...itemSchema.parse(parse(readFileSync(join(CONTENT, file), 'utf8'))),
      id: basename(file, '.yml'),
    }))
    .filter((item): item is JudgeItem => item.type === 'judge')
}
