/** Polling interval, in ms: colleagues edit at the same time, but nobody needs their changes to the second. */
const LOOK_MS = 30_000

/** All cards of the station, kept up to date. */
export function useCards() {
  const list = useKeptFetch('/api/console/cards', {
    lazy: true,
    key: 'cards-office',
  })
  useRefreshing(list.refresh, LOOK_MS)
  return list
}

/** One card with its pictures, comments and history. */
export function useCard(id: string) {
  const detail = useKeptFetch('/api/console/cards/:id', { params: { id }, lazy: true, key: `card-${id}` })
  useRefreshing(detail.refresh, LOOK_MS)
  return detail
}
