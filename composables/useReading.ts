import {
  asSeen,
  type Collection,
  COLLECTIONS,
  type Decision,
  entryKey,
  type SeenEntry,
  UNDONE_BY,
} from '#shared/content/decision.ts'
import type { DecidedReply, ReadingEntry } from '#shared/content/reading.ts'

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** Which texts are read, in the URL: it survives the back button and can be sent to a colleague. */
function useReadingPlace() {
  const route = useRoute()
  const router = useRouter()
  const place = computed(() => ({
    collection: COLLECTIONS.find((each) => each === route.query.collection) ?? ('items' satisfies Collection),
    about: text(route.query.about),
    entry: text(route.query.entry),
    batch: route.query.batch === '1',
  }))
  const go = (change: { collection?: Collection; about?: string; entry?: string; batch?: boolean }) => {
    const { batch, ...rest } = { ...place.value, ...change }
    const query = { ...rest, batch: batch ? '1' : '' }
    return router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)) })
  }
  return { place, go }
}

/** What was decided last, and about which texts. */
interface Done {
  decision: Decision
  titles: string[]
  /** The member's own decisions, as they stand: what was so already is not this member's to undo. */
  own: SeenEntry[]
}

/** The texts of one collection for review, one at a time or in a batch, and the decisions about them. */
export function useReading() {
  const { place, go } = useReadingPlace()
  const query = computed(() => ({ collection: place.value.collection, about: place.value.about }))
  const reading = useKeptFetch('/api/console/content/reading', { key: 'content-reading', query })
  /** Undefined while another collection is still being loaded. */
  const data = computed(() =>
    reading.data.value?.collection === place.value.collection ? reading.data.value : undefined,
  )
  const entries = computed(() => data.value?.entries ?? [])
  const pending = computed(() => entries.value.filter(({ review }) => review.state === 'pending'))
  /** The text that is shown: a list that is loaded again must not put another one under a decision. */
  const held = ref('')
  watch(
    () => [place.value.collection, place.value.about, place.value.batch],
    () => (held.value = ''),
    { flush: 'sync' },
  )
  const at = computed(() => {
    const asked = entries.value.findIndex(({ id }) => id === (place.value.entry || held.value))
    if (asked >= 0) return asked
    const waiting = entries.value.findIndex(({ review }) => review.state === 'pending')
    return Math.max(waiting, 0)
  })
  const entry = computed(() => entries.value[at.value])
  async function refresh(): Promise<void> {
    held.value = entry.value?.id ?? ''
    await reading.refresh()
  }

  const step = (by: number) => {
    const next = entries.value[at.value + by]
    return next && go({ entry: next.id })
  }
  /** The next one that nobody has read, from here on and then from the beginning. */
  const nextPending = (from = at.value) => {
    const next = [...entries.value.slice(from + 1), ...entries.value.slice(0, from)].find(
      ({ review }) => review.state === 'pending',
    )
    return next && go({ entry: next.id })
  }

  const last = shallowRef<Done>()
  const { call, busy, error } = useAction((decision: Decision, entries: SeenEntry[]) =>
    callApi('/api/console/content/decisions', { method: 'POST', body: { decision, comment: '', entries } }),
  )
  function note(decision: Decision, about: ReadingEntry[], { numbers }: DecidedReply): void {
    const own = about.flatMap((each) => {
      const number = numbers[entryKey(each.collection, each.id)]
      return number === undefined ? [] : [{ ...asSeen(each), seen: number }]
    })
    last.value = { decision, own, titles: about.map(({ title }) => title) }
  }
  async function decide(decision: Decision, about: ReadingEntry[]): Promise<boolean> {
    const done = await call(decision, about.map(asSeen))
    // Also after a conflict: the page must show the text as it stands now.
    await refresh()
    if (done) note(decision, about, done)
    return done !== undefined
  }
  async function undo(): Promise<void> {
    const done = last.value
    const undone = done && UNDONE_BY[done.decision]
    if (!done || !undone) return
    if (await call(undone, done.own)) last.value = undefined
    else if (error.value?.code === 'conflict') {
      // The message says what a colleague decided meanwhile. That stays; what is left of a batch can still be undone.
      const { fields } = error.value
      const own = done.own.filter((_, index) => fields && !(`entries.${index}.seen` in fields))
      last.value = own.length ? { ...done, own } : undefined
    }
    const [first] = done.own
    if (first && !place.value.batch) await go({ entry: first.id })
    await refresh()
  }

  const { ready, error: failed, busy: loading } = reading
  return {
    ready,
    data,
    error: failed,
    busy: loading,
    refresh,
    place,
    go,
    entries,
    pending,
    at,
    entry,
    step,
    nextPending,
    note,
    decide,
    /** A decision is being stored, and why the last one was refused. */
    deciding: busy,
    refused: error,
    last,
    undo,
  }
}
