import type { ReachReport } from '#shared/campaign/report.ts'
import type { CampaignDetail } from '#shared/campaign/view.ts'
import { readApiError } from '~/composables/useApi.ts'

/** One campaign with its touchpoints and figures, read on the server for the first sight and fetched lazily afterwards. */
export function useCampaign(id: string) {
  const detail = useFetch<CampaignDetail>(`/api/console/campaigns/${id}`, { lazy: true, key: `campaign-${id}` })
  const reach = useFetch<ReachReport>(`/api/console/campaigns/${id}/reach`, { lazy: true, key: `campaign-reach-${id}` })
  const error = computed(() => (detail.error.value ?? reach.error.value) && readApiError(detail.error.value ?? reach.error.value))
  return {
    ready: Promise.all([detail, reach]),
    detail: detail.data,
    report: reach.data,
    error,
    refresh: async () => void await Promise.all([detail.refresh(), reach.refresh()]),
    refreshDetail: async () => void await detail.refresh(),
  }
}
