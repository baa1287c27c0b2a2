/** A hash of each entry's content, by which a changed file is told from the one that was reviewed. */
import { createHash } from 'node:crypto'
import { contentsOf } from '#shared/content/decided.ts'
import { type Collection, COLLECTIONS, entryKey } from '#shared/content/decision.ts'
import { itemSchema } from '#shared/content/item.ts'
import { lawSchema } from '#shared/content/law.ts'
import type { Library } from '#shared/content/library.ts'
import { panelSchema } from '#shared/content/panel.ts'
import { scamSchema } from '#shared/content/scam.ts'
import { scenarioSchema } from '#shared/content/scenario.ts'

/** The same for the same values, in whatever order the keys come from file or database. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]))
}

/** @nuxt/content adds columns of its own, and review marks are no content. */
const FIELDS: Record<Exclude<Collection, 'items'>, object> = {
  scams: scamSchema.shape,
  scenarios: scenarioSchema.shape,
  panels: panelSchema.shape,
  laws: lawSchema.shape,
}
const ITEM_FIELDS: object = Object.assign({}, ...itemSchema.options.map(({ shape }) => shape))
const MARKS = ['id', 'reviewer', 'reviewed']

function hashOf(collection: Collection, entry: object): string {
  const fields = collection === 'items' ? ITEM_FIELDS : FIELDS[collection]
  const own = Object.fromEntries(Object.entries(entry).filter(([key]) => key in fields && !MARKS.includes(key)))
  return createHash('sha256')
    .update(JSON.stringify(canonical(own)))
    .digest('base64url')
    .slice(0, 22)
}

const cache = new WeakMap<Library, ReadonlyMap<string, string>>()

/** @param library as built, before decisions. @returns by `entryKey` */
export function hashesOf(library: Library): ReadonlyMap<string, string> {
  const known = cache.get(library)
  if (known) return known
  const contents = contentsOf(library)
  const hashes = new Map(
    COLLECTIONS.flatMap((collection) =>
      contents[collection].map((entry) => [entryKey(collection, entry.id), hashOf(collection, entry)] as const),
    ),
  )
  cache.set(library, hashes)
  return hashes
}
