/** Without live updates the page asks this often, ms. */
const FALLBACK_MS = 10_000
/** What no event announces: the use, and how long a page is open, ms. */
const SLOWLY_MS = 60_000

/** One screen in the office, kept up to date. */
export function useScreenDetail(id: string) {
  const { data, error, busy, refresh, ready } = useKeptFetch('/api/console/screens/:id', {
    params: { id },
    key: `screen-${id}`,
  })
  const { connected, onScreenChange } = useOfficeSocket()
  onScreenChange((screenId) => {
    if (!screenId || screenId === id) void refresh()
  })
  useRefreshing(refresh, FALLBACK_MS, () => !connected.value)
  useRefreshing(refresh, SLOWLY_MS, () => true)
  return { data, error, busy, refresh, ready }
}
