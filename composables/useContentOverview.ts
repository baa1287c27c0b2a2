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
  const show = computed({
    get: () => SHOWS.find((each) => each === route.query.show) ?? 'all',
    set: (value: Show) => void router.replace({ query: value === 'all' ? {} : { show: value } }),
  })
  const found = computed(() => {
    if (!data.value) return undefined
    const { scams, scenarios, panels, laws, dueItems, problems } = data.value
    const only = <T extends Parameters<typeof isShown>[0]>(entries: T[]) =>
      entries.filter((entry) => isShown(entry, show.value))
    return {
      scams: scams.filter((scam) => isScamShown(scam, show.value)),
      scenarios: only(scenarios),
      panels: only(panels),
      laws: only(laws),
      items: only(dueItems),
      problems: show.value === 'all' || show.value === 'problems' ? problems : [],
    }
  })
  return {
    ready,
    data,
    found,
    error,
    busy,
    refresh,
    show,
    nothing: computed(() => Object.values(found.value ?? { none: [1] }).every((list) => list.length === 0)),
  }
}
