import { areVerdicts, isVerdict, type Verdict } from '#shared/screen/verdicts.ts'

const DATABASE = 'jmt-screen-verdicts'
const STORE = 'verdicts'
/** Key of the version; ids of items have no space. */
const VERSION = 'the version'
/** Pause before a retry, ms. */
const RETRY_MS = 10_000
const TIMEOUT_MS = 5_000

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
  })

async function openStore(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
  return done(request)
}

const fetchAll = () => callApi('/api/screens/verdicts', { cache: 'no-store', retry: 0, timeout: TIMEOUT_MS })

/**
 * The verdicts of the attract game; client only. They are kept on the screen's disk, so that it can answer without its
 * server, and one is read after its message has been judged: before that the page holds none. Storage may be refused;
 * then a verdict is fetched when it is asked for.
 * @param wanted version of the content that the screen shows; undefined until there is one
 */
export function useVerdicts(wanted: () => string | undefined) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function keep(): Promise<void> {
    clearTimeout(timer)
    const version = wanted()
    if (left || !version) return
    const kept = await sync(version).catch(() => false)
    clearTimeout(timer)
    if (!kept && !left) timer = setTimeout(() => void keep(), RETRY_MS)
  }
  /** @returns whether the verdicts of this version are there now */
  async function sync(version: string): Promise<boolean> {
    const database = await openStore()
    try {
      const held: unknown = await done(database.transaction(STORE).objectStore(STORE).get(VERSION))
      if (held === version) return true
      const all = await fetchAll()
      if (!areVerdicts(all)) return false
      const transaction = database.transaction(STORE, 'readwrite')
      const store = transaction.objectStore(STORE)
      store.clear()
      for (const verdict of all.verdicts) store.put(verdict, verdict.id)
      await done(store.put(all.version, VERSION))
      return all.version === version
    } finally {
      database.close()
    }
  }

  async function read(id: string): Promise<Verdict | undefined> {
    const database = await openStore()
    try {
      const held: unknown = await done(database.transaction(STORE).objectStore(STORE).get(id))
      return isVerdict(held) ? held : undefined
    } finally {
      database.close()
    }
  }
  /** The verdict on an item that has just been judged; undefined when it is neither kept nor to be had. */
  async function verdictOn(id: string): Promise<Verdict | undefined> {
    const held = await read(id).catch(() => undefined)
    if (held) return held
    const all = await fetchAll().catch(() => undefined)
    return areVerdicts(all) ? all.verdicts.find((verdict) => verdict.id === id) : undefined
  }

  watch(wanted, () => void keep(), { immediate: true })
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
  })
  return verdictOn
}
