/**
 * Polling interval of the figures in the list, in ms: they change with every answer, but nobody needs them to the
 * second.
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
 * One campaign with its touchpoints and figures, fetched on the server for the first page and lazily
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
    // A new touchpoint must appear in both.
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
