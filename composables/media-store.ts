/**
 * Pieces of media on the screen's own disk: IndexedDB, because Cache Storage does not exist on the plain HTTP of a
 * hall's own network. Where it is refused or full, pieces stay in memory for as long as the page is open.
 */
const NAME = 'jmt-media'
const PIECES = 'pieces'

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')))
  })

async function openStore(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(PIECES))
  return done(request)
}

/** Keys sort by medium, then by place. */
const keyOf = (id: string, place: number) => [id, place]

export interface MediaStore {
  read: (id: string, place: number) => Promise<ArrayBuffer | undefined>
  write: (id: string, place: number, piece: ArrayBuffer) => Promise<void>
  /** Removes every piece of other media. */
  keepOnly: (ids: readonly string[]) => Promise<void>
}

export function useMediaStore(): MediaStore {
  const memory = new Map<string, ArrayBuffer>()
  const placeIn = (id: string, place: number) => `${id} ${place}`
  let opening: Promise<IDBDatabase> | undefined
  async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    opening ??= openStore()
    return (await opening).transaction(PIECES, mode).objectStore(PIECES)
  }
  return {
    async read(id, place) {
      const held = memory.get(placeIn(id, place))
      if (held) return held
      try {
        const found: unknown = await done((await store('readonly')).get(keyOf(id, place)))
        return found instanceof ArrayBuffer ? found : undefined
      } catch {
        return undefined
      }
    },
    async write(id, place, piece) {
      try {
        await done((await store('readwrite')).put(piece, keyOf(id, place)))
      } catch {
        memory.set(placeIn(id, place), piece)
      }
    },
    async keepOnly(ids) {
      for (const key of memory.keys()) if (!ids.some((id) => key.startsWith(`${id} `))) memory.delete(key)
      try {
        const keys = await done((await store('readonly')).getAllKeys())
        const gone = keys.filter((key) => Array.isArray(key) && !ids.includes(String(key[0])))
        const pieces = await store('readwrite')
        await Promise.all(gone.map((key) => done(pieces.delete(key))))
      } catch {
        // Nothing is stored.
      }
    },
  }
}
