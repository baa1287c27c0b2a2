/**
 * The outbox: a device's unsent messages to the server, of several kinds, e.g. quiz answers. One list in one format,
 * kept in the browser's storage until the server has confirmed each entry. Pure functions: storage, sending and the
 * clock are the caller's task.
 *
 * Several tabs share one storage without a lock. Each tab also keeps the list in memory and merges it with the stored
 * list before it writes, so a lost write (race between tabs) is repaired by the next one. The keys of settled entries
 * are kept for a while, because a tab that does not know of them yet would add the entries again.
 */

/** Version of the format. A page that finds a newer version does not touch it. */
const VERSION = 1
/** Number of settled keys that are kept; more than all tabs of a device settle between two reads of the slowest one. */
const MAX_SETTLED = 200
/** First and longest delay between retries, ms. */
const FIRST_PAUSE_MS = 800
const LONGEST_PAUSE_MS = 20_000

export interface Owed<Payload = unknown> {
  /** The type of the message, e.g. `answer`: determines how it is sent. */
  kind: string
  /**
   * A queue: entries of the same kind and lane are sent together, in order of arrival; lanes do not wait for each
   * other.
   */
  lane: string
  /** Unique among the entries of its kind. Putting it again changes nothing: the first payload is kept (idempotent). */
  id: string
  payload: Payload
  /** Failed attempts of this tab. */
  tries: number
  /** Time of the next attempt, ms since the epoch of this device's clock; 0: now. */
  due: number
}

type Lane = Pick<Owed, 'kind' | 'lane'>

export interface Outbox {
  v: typeof VERSION
  /** In order of arrival. */
  owed: readonly Owed[]
  /** `kind id` of entries that need not be sent any more: confirmed, or permanently refused. Oldest first. */
  settled: readonly string[]
}

const keyOf = ({ kind, id }: Pick<Owed, 'kind' | 'id'>) => `${kind} ${id}`

export const emptyOutbox = (): Outbox => ({ v: VERSION, owed: [], settled: [] })

const isOwed = (entry: unknown): entry is Owed => {
  const { kind, lane, id, payload } = (entry ?? {}) as Owed
  return [kind, lane, id].every((each) => typeof each === 'string') && typeof payload === 'object' && payload !== null
}

/**
 * Parses a stored outbox; damaged entries are dropped, and an unreadable text gives an empty outbox.
 * @returns undefined for a newer version, which must not be overwritten.
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

/** Adds an entry unless it exists or is settled. */
export function put(box: Outbox, entry: Pick<Owed, 'kind' | 'lane' | 'id' | 'payload'>): Outbox {
  const key = keyOf(entry)
  if (box.settled.includes(key) || box.owed.some((each) => keyOf(each) === key)) return box
  return { ...box, owed: [...box.owed, { ...entry, tries: 0, due: 0 }] }
}

/**
 * Removes entries that the server has confirmed or permanently refused. Also records ids that are not in this list,
 * because another tab may still hold them.
 */
export function settle(box: Outbox, kind: string, ids: readonly string[]): Outbox {
  const gone = ids.map((id) => keyOf({ kind, id })).filter((key) => !box.settled.includes(key))
  if (!gone.length) return box
  return {
    ...box,
    owed: box.owed.filter((entry) => !gone.includes(keyOf(entry))),
    settled: [...box.settled, ...gone].slice(-MAX_SETTLED),
  }
}

/** Drops all entries of a lane that the server permanently refuses. */
export const giveUp = (box: Outbox, { kind, lane }: Lane): Outbox =>
  settle(
    box,
    kind,
    box.owed.filter((entry) => entry.kind === kind && entry.lane === lane).map(({ id }) => id),
  )

/**
 * Merges this tab's list with the stored one. For an entry in both, the stored order and payload are kept, because all
 * tabs see those; the number of attempts is separate per tab.
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

/** A time further in the future than the longest delay is due to a clock that was set back since: then send now. */
const isDue = ({ due }: Owed, now: number) => due <= now || due > now + LONGEST_PAUSE_MS

/** The next entries to send: the first entries of the first lane that has a due entry. */
export function nextBatch(box: Outbox, kind: string, now: number, most: number): [Owed, ...Owed[]] | undefined {
  const due = box.owed.find((entry) => entry.kind === kind && isDue(entry, now))
  const [first, ...rest] = box.owed.filter((entry) => entry.kind === kind && entry.lane === due?.lane)
  return first && [first, ...rest.slice(0, most - 1)]
}

/** ms until an entry of this kind is due; undefined when there is none. */
export function waitFor(box: Outbox, kind: string, now: number): number | undefined {
  const waits = box.owed.flatMap((entry) => (entry.kind === kind ? [isDue(entry, now) ? 0 : entry.due - now] : []))
  return waits.length ? Math.min(...waits) : undefined
}

/**
 * Retry with exponential backoff: delays a lane after a failed attempt, twice as long each time.
 * @param chance in [0, 1): random jitter over half of the delay, so that the phones of a hall do not retry at the same
 * moment.
 */
export function delay(box: Outbox, { kind, lane }: Lane, now: number, chance: number): Outbox {
  const own = box.owed.filter((entry) => entry.kind === kind && entry.lane === lane)
  const tries = Math.max(0, ...own.map((entry) => entry.tries))
  const due = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + chance / 2)
  return { ...box, owed: box.owed.map((entry) => (own.includes(entry) ? { ...entry, tries: tries + 1, due } : entry)) }
}

/** The network or the page is back: all entries are due now, and the delays start from the beginning. */
export const hurry = (box: Outbox): Outbox => ({
  ...box,
  owed: box.owed.map((entry) => ({ ...entry, tries: 0, due: 0 })),
})
