import type { ReachReport } from '#shared/campaign/report.ts'

/** Without the socket the figures are asked for this often, in ms. */
const POLL_MS = 10_000

/**
 * Keeps a report of reach fresh: at once when the server says that it moved, every 10 s while the socket is away. One
 * request at a time; what was there stays when one fails.
 */
export function useLiveReach(campaignId: string, report: Ref<ReachReport | undefined>) {
  const { connected, watchCampaign } = useOfficeSocket()
  /** The last request failed: the figures are those of `report.at`. */
  const stale = ref(false)
  let running = false
  let again = false

  async function refresh(): Promise<void> {
    again = running
    if (running) return
    running = true
    try {
      report.value = await $fetch<ReachReport>(`/api/console/campaigns/${campaignId}/reach`)
      stale.value = false
    } catch {
      stale.value = true
    } finally {
      running = false
    }
    if (again) await refresh()
  }

  watchCampaign(campaignId, refresh)
  // What happened between the first sight and the connection.
  watch(connected, (now) => now && refresh())
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    timer = setInterval(() => {
      if (!connected.value && document.visibilityState === 'visible') refresh()
    }, POLL_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return { live: connected, stale, refresh }
}
