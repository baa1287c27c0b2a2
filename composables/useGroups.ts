/** Polling interval in ms without live updates. */
const FALLBACK_MS = 10_000

/** The station's groups of screens, kept up to date. */
export function useGroups() {
  const { data, error, busy, refresh } = useKeptFetch('/api/console/groups', { lazy: true })
  const { connected, onGroupChange, onScreenChange } = useOfficeSocket()
  onGroupChange(() => void refresh())
  onScreenChange(() => void refresh())
  useRefreshing(refresh, FALLBACK_MS, () => !connected.value)
  return { list: data, error, busy, refresh }
}
