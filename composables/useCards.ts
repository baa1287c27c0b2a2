/** Colleagues write at the same time; nobody watches closely, in ms. */
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
