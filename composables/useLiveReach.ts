import type { ReachReport } from '#shared/campaign/report.ts'
import { PUBLISH_MS } from '#shared/campaign/steps.ts'
import type { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { readApiError } from '~/composables/useApi.ts'

/** Polling interval while the server does not announce changes, in ms. */
const POLL_MS = 10_000

/**
 * Keeps a report of reach fresh: at once when the server announces a change, every 10 s while it does not announce,
 * and when a new day begins. One request at a time; when one fails, the old report stays.
 */
export function useLiveReach(campaignId: string, report: Ref<ReachReport | undefined>) {
  const { refused, reconnect, watchCampaign } = useOfficeSocket()
  /** Why the last request failed: the figures shown are stale, from `report.at`. */
  const problem = shallowRef<AppError>()
  /** Day of the last request by this device's clock. A page open overnight must not enter contacts for yesterday. */
  let askedOn = dayOf(new Date())
  let running = false
  let again = false

  async function refresh(): Promise<void> {
    again = running
    if (running) return
    running = true
    askedOn = dayOf(new Date())
    try {
      report.value = await callApi('/api/console/campaigns/:id/reach', { params: { id: campaignId } })
      problem.value = undefined
      // The member has logged in again in another tab.
      if (refused.value) reconnect()
    } catch (error) {
      problem.value = readApiError(error)
    } finally {
      running = false
    }
    if (again) await refresh()
  }

  const live = watchCampaign(campaignId, refresh)
  // If the session has expired, the answer of this request says so.
  watch(refused, (now) => now && refresh())
  const isNewDay = () => askedOn !== dayOf(new Date())
  /** What is published has been looked at anew since, whether the server could say so or not. */
  const isOld = () => report.value !== undefined && Date.now() - Date.parse(report.value.publishedAt) > 2 * PUBLISH_MS
  useRefreshing(refresh, POLL_MS, () => !live.value || Boolean(problem.value) || isNewDay())
  useRefreshing(refresh, PUBLISH_MS, isOld)
  return { live, problem, refresh }
}
