/** The reviewed content, read once into memory: scam types and the item bank. */
import type { Item } from '#shared/content/item.ts'
import type { Scam } from '#shared/content/scam.ts'
import { contentEvent } from './door.ts'

export interface Library {
  scams: readonly Scam[]
  scamById: ReadonlyMap<string, Scam>
  items: readonly Item[]
  itemById: ReadonlyMap<string, Item>
}

let loading: Promise<Library> | undefined

/** File stem: `items/romance/romance-qk` → `romance-qk`. */
const stemId = (entry: { stem: string }) => entry.stem.split('/').at(-1)!

async function load(): Promise<Library> {
  // Loaded here, because the module exists in a build only: tests provide a library instead.
  const { queryCollection } = await import('@nuxt/content/server')
  const event = contentEvent()
  const [scamRows, itemRows] = await Promise.all([queryCollection(event, 'scams').all(), queryCollection(event, 'items').all()])
  const scams = scamRows.map((row) => ({ ...row, id: stemId(row) }) as unknown as Scam)
    .sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99) || a.id.localeCompare(b.id))
  const items = itemRows.map((row) => ({ ...row, id: stemId(row) }) as unknown as Item)
  return {
    scams,
    scamById: new Map(scams.map((scam) => [scam.id, scam])),
    items,
    itemById: new Map(items.map((item) => [item.id, item])),
  }
}

/** @throws when the content database cannot be read; the next call tries again. */
export function useLibrary(): Promise<Library> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/** Sets the library by hand, for tools and tests that run outside of a build. */
export function provideLibrary(library: Library | undefined): void {
  loading = library && Promise.resolve(library)
}
