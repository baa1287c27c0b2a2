/** The reviewed content, read once and cached in memory. */
import type { Collections } from '@nuxt/content'
import { applyDecisions, type Decided } from '#shared/content/decided.ts'
import { type Collection, entryKey } from '#shared/content/decision.ts'
import { type Item, itemSchema } from '#shared/content/item.ts'
import type { Law } from '#shared/content/law.ts'
import { assembleLibrary, type Library } from '#shared/content/library.ts'
import type { Panel } from '#shared/content/panel.ts'
import type { Scam } from '#shared/content/scam.ts'
import type { Scenario } from '#shared/content/scenario.ts'
import { currentDecided } from './decisions.ts'
import { contentEvent } from './door.ts'
import { hashesOf } from './hash.ts'

export type { Library } from '#shared/content/library.ts'

let loading: Promise<Library> | undefined

/** File stem: `items/romance/romance-qk` → `romance-qk`. */
const stemId = (stem: string) => stem.replace(/^.*\//, '')

/** The content database returns null for a field that is absent in the file. */
const withoutNulls = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined))

/** Allowed fields per item type: the table of items has the columns of all types, and those @nuxt/content adds. */
const FIELDS = new Map<string, ReadonlySet<string>>(
  itemSchema.options.map(({ shape }) => [shape.type.value, new Set(Object.keys(shape))]),
)

function toItem({ id, ...row }: Item): Item[] {
  const own = Object.fromEntries(Object.entries(row).filter(([key]) => FIELDS.get(row.type)?.has(key)))
  const parsed = itemSchema.safeParse(own)
  return parsed.success ? [{ ...parsed.data, id }] : []
}

async function load(): Promise<Library> {
  // Imported here, because the module exists only in a build; tests set a library instead.
  const { queryCollection } = await import('@nuxt/content/server')
  const event = contentEvent()
  const read = async <T>(name: keyof Collections): Promise<T[]> =>
    (await queryCollection(event, name).all()).map((row) => ({ ...withoutNulls(row), id: stemId(row.stem) }) as T)
  const [scams, items, scenarios, panels, laws] = await Promise.all([
    read<Scam>('scams'),
    read<Item>('items'),
    read<Scenario>('scenarios'),
    read<Panel>('panels'),
    read<Law>('laws'),
  ])
  return assembleLibrary({ scams, items: items.flatMap(toItem), scenarios, panels, laws })
}

/**
 * The content of this build, before the office's decisions: with what was withdrawn.
 * @throws when the content database cannot be read; the next call tries again.
 */
export function useBuiltLibrary(): Promise<Library> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/** Cached: the same object as long as nothing was decided. */
let made: { built: Library; decided: Decided; library: Library } | undefined

/**
 * The content that may be shown: of this build, without what the office has withdrawn.
 * @param fresh see `currentDecided`
 */
export async function useLibrary(fresh = false): Promise<Library> {
  const [built, decided] = await Promise.all([useBuiltLibrary(), currentDecided(fresh)])
  if (made?.built !== built || made.decided !== decided) {
    const hashes = decided.size ? hashesOf(built) : undefined
    const hashOf = (collection: Collection, id: string) => hashes?.get(entryKey(collection, id))
    made = { built, decided, library: applyDecisions(built, decided, hashOf) }
  }
  return made.library
}

/** Sets the library, for scripts and tests that run outside of a build. */
export function provideLibrary(library: Library | undefined): void {
  loading = library && Promise.resolve(library)
}
