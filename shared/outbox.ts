/**
 * What a device owes the server, of every kind: quiz answers today. One list in one format, kept in the browser's
 * storage until the server has confirmed each entry. Pure: storage, sending and the clock belong to the callers.
 *
 * Several tabs share one storage without a lock. Each keeps the list in memory too and merges what is stored before it
 * writes, so a write that crossed another one is made good by the next. What is settled stays on record for a while,
 * or a tab that has not heard of it would bring it back.
 */

/** Version of the format. A page that finds a later one leaves it alone. */
const VERSION = 1
/** Settled entries on record; more than all tabs of one device settle between two looks of the slowest. */
const MAX_SETTLED = 200
/** First and longest pause between tries, ms. */
const FIRST_PAUSE_MS = 800
const LONGEST_PAUSE_MS = 20_000

export interface Owed<Payload = unknown> {
  /** What it is, e.g. `answer`: says how it is sent. */
  kind: string
  /** Entries of one kind and lane are sent together, in the order in which they came; lanes do not wait for others. */
  lane: string
  /** Unique among the entries of its kind. The same one put again is the same entry, and the first payload stays. */
  id: string
  payload: Payload
  /** Failed tries of this tab. */
  tries: number
  /** Next try, ms since the epoch of this device's clock; 0: at once. */
  due: number
}

type Lane = Pick<Owed, 'kind' | 'lane'>

export interface Outbox {
  v: typeof VERSION
  /** In order of arrival. */
  owed: readonly Owed[]
  /** `kind id` of what is owed no more: confirmed, or refused for good. Oldest first. */
  settled: readonly string[]
}

const keyOf = ({ kind, id }: Pick<Owed, 'kind' | 'id'>) => `${kind} ${id}`

export const emptyOutbox = (): Outbox => ({ v: VERSION, owed: [], settled: [] })

const isOwed = (entry: unknown): entry is Owed => {
  const { kind, lane, id, payload } = (entry ?? {}) as Owed
  return [kind, lane, id].every((each) => typeof each === 'string') && typeof payload === 'object' && payload !== null
}

/**
 * The outbox that a text holds; an empty one for a damaged text, without its damaged entries.
 * @returns undefined for a later version, which must not be written over.
 */
export function readOutbox(text: string | null): Outbox | undefined {
  try {
    const { v, owed, settled } = JSON.parse(text!) as Outbox
    if (v > VERSION) return undefined
    return {
      v: VERSION,
      owed: owed
        .filter(isOwed)
        .map((entry) => ({ ...entry, tries: Number(entry.tries) || 0, due: Number(entry.due) || 0 })),
      settled: settled.map(String),
    }
  } catch {
    return emptyOutbox()
  }
}

/** Adds an entry that is not yet there. What is settled stays settled. */
export function put(box: Outbox, entry: Pick<Owed, 'kind' | 'lane' | 'id' | 'payload'>): Outbox {
  const key = keyOf(entry)
  if (box.settled.includes(key) || box.owed.some((each) => keyOf(each) === key)) return box
  return { ...box, owed: [...box.owed, { ...entry, tries: 0, due: 0 }] }
}

/** Takes out what the server has confirmed, or will never take. Other tabs may owe it, too, or they alone. */
export function settle(box: Outbox, kind: string, ids: readonly string[]): Outbox {
  const gone = ids.map((id) => keyOf({ kind, id })).filter((key) => !box.settled.includes(key))
  if (!gone.length) return box
  return {
    ...box,
    owed: box.owed.filter((entry) => !gone.includes(keyOf(entry))),
    settled: [...box.settled, ...gone].slice(-MAX_SETTLED),
  }
}

/** Gives up a whole lane, which the server will never take. */
export const giveUp = (box: Outbox, { kind, lane }: Lane): Outbox =>
  settle(
    box,
    kind,
    box.owed.filter((entry) => entry.kind === kind && entry.lane === lane).map(({ id }) => id),
  )

/**
 * What this tab knows together with what is stored. Where both know an entry the stored order and payload stay, as
 * every tab sees those; how often it was tried is each tab's own matter.
 */
export function merge(mine: Outbox, stored: Outbox): Outbox {
  const settled = [...stored.settled, ...mine.settled.filter((key) => !stored.settled.includes(key))]
  const own = new Map(mine.owed.map((entry) => [keyOf(entry), entry]))
  const theirs = stored.owed.map((entry) => {
    const { tries, due } = own.get(keyOf(entry)) ?? entry
    own.delete(keyOf(entry))
    return { ...entry, tries, due }
  })
  return {
    ...mine,
    owed: [...theirs, ...own.values()].filter((entry) => !settled.includes(keyOf(entry))),
    settled: settled.slice(-MAX_SETTLED),
  }
}

/** A time further off than any pause was set by a clock that has been put back since. */
const isDue = ({ due }: Owed, now: number) => due <= now || due > now + LONGEST_PAUSE_MS

/** What to send next: the first entries of the first lane in which something is due. */
export function nextBatch(box: Outbox, kind: string, now: number, most: number): [Owed, ...Owed[]] | undefined {
  const due = box.owed.find((entry) => entry.kind === kind && isDue(entry, now))
  const [first, ...rest] = box.owed.filter((entry) => entry.kind === kind && entry.lane === due?.lane)
  return first && [first, ...rest.slice(0, most - 1)]
}

/** ms until something of this kind is due; undefined when nothing is owed. */
export function waitFor(box: Outbox, kind: string, now: number): number | undefined {
  const waits = box.owed.flatMap((entry) => (entry.kind === kind ? [isDue(entry, now) ? 0 : entry.due - now] : []))
  return waits.length ? Math.min(...waits) : undefined
}

/**
 * A lane could not be sent: it waits, twice as long each time.
 * @param chance in [0, 1): half of the pause is chance, or a whole hall would come back in step.
 */
export function delay(box: Outbox, { kind, lane }: Lane, now: number, chance: number): Outbox {
  const own = box.owed.filter((entry) => entry.kind === kind && entry.lane === lane)
  const tries = Math.max(0, ...own.map((entry) => entry.tries))
  const due = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + chance / 2)
  return { ...box, owed: box.owed.map((entry) => (own.includes(entry) ? { ...entry, tries: tries + 1, due } : entry)) }
}

/** The network or the page has come back: everything is due at once, and pauses begin anew. */
export const hurry = (box: Outbox): Outbox => ({
  ...box,
  owed: box.owed.map((entry) => ({ ...entry, tries: 0, due: 0 })),
})
