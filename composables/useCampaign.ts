/**
 * The figures of the list are fetched this often, in ms: they move with every answer, and nobody watches them
 * closely.
 */
const LIST_MS = 30_000

/** All campaigns of the station, kept up to date. */
export function useCampaigns() {
  const list = useKeptFetch('/api/console/campaigns', { lazy: true })
  const { onCampaignChange } = useOfficeSocket()
  onCampaignChange(() => void list.refresh())
  useRefreshing(list.refresh, LIST_MS)
  return list
}

/**
 * One campaign with its touchpoints and figures, read on the server for the first sight and fetched lazily
 * afterwards.
 */
export function useCampaign(id: string) {
  const detail = useKeptFetch('/api/console/campaigns/:id', { params: { id }, lazy: true, key: `campaign-${id}` })
  const reach = useKeptFetch('/api/console/campaigns/:id/reach', {
    params: { id },
    lazy: true,
    key: `campaign-reach-${id}`,
  })
  const { onCampaignChange } = useOfficeSocket()
  onCampaignChange((campaignId) => {
    if (campaignId && campaignId !== id) return
    // A new touchpoint has its row in both.
    void detail.refresh()
    void reach.refresh()
  })
  return {
    ready: Promise.all([detail.ready, reach.ready]),
    detail: detail.data,
    report: reach.data,
    error: computed(() => detail.error.value ?? reach.error.value),
    busy: computed(() => detail.busy.value || reach.busy.value),
    refresh: async () => void (await Promise.all([detail.refresh(), reach.refresh()])),
    refreshDetail: detail.refresh,
  }
}
