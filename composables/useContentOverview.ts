import { type Collection, COLLECTIONS } from '#shared/content/decision.ts'
import { isScamShown, isShown, type Show, SHOWS } from '#shared/content/overview.ts'

/**
 * The content of the site, filtered. The filter is kept in the URL, so it survives the back button and can be sent to
 * a colleague.
 */
export function useContentOverview() {
  const route = useRoute()
  const router = useRouter()
  const { ready, data, error, busy, refresh } = useKeptFetch('/api/console/content', {
    key: 'content-overview',
  })
  const { onWaitingChange } = useOfficeSocket()
  onWaitingChange(() => void refresh())
  const go = (change: { show?: Show; kind?: Collection }) =>
    void router.replace({ query: { ...route.query, ...change } })
  const show = computed({
    get: () => SHOWS.find((each) => each === route.query.show) ?? 'all',
    set: (value: Show) => go({ show: value === 'all' ? undefined : value }),
  })
  const found = computed(() => {
    if (!data.value) return undefined
    const { scams, scenarios, panels, laws, items, problems } = data.value
    const only = <T extends Parameters<typeof isShown>[0]>(entries: T[]) =>
      entries.filter((entry) => isShown(entry, show.value))
    return {
      scams: scams.filter((scam) => isScamShown(scam, show.value)),
      scenarios: only(scenarios),
      panels: only(panels),
      laws: only(laws),
      items: only(items),
      problems: show.value === 'all' || show.value === 'problems' ? problems : [],
    }
  })
  /** What is found of each kind, and how much of the whole kind waits for a review. */
  const kinds = computed(() =>
    COLLECTIONS.map((value) => ({
      value,
      found: found.value?.[value].length ?? 0,
      pending: data.value?.[value].filter((entry) => isShown(entry, 'pending')).length ?? 0,
    })).filter((kind) => kind.found > 0),
  )
  /** The kind that a narrow window shows: one at a time. */
  const kind = computed({
    get: () => (kinds.value.find(({ value }) => value === route.query.kind) ?? kinds.value[0])?.value,
    set: (value) => go({ kind: value }),
  })
  return {
    ready,
    data,
    found,
    kinds,
    kind,
    error,
    busy,
    refresh,
    show,
    nothing: computed(() => Object.values(found.value ?? { none: [1] }).every((list) => list.length === 0)),
  }
}
