import { readApiError } from '~/composables/useApi.ts'
import type { AuditGroup, AuditRow } from '#shared/member/audit.ts'

/**
 * The audit log, filtered, page after page. The filter is kept in the URL, so it survives the back button and can be
 * sent to a colleague.
 */
export async function useHistory() {
  const route = useRoute()
  const router = useRouter()
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const filter = computed(() => ({
    member: text(route.query.member),
    group: text(route.query.group) as AuditGroup | '',
  }))
  const { data, error, refresh, status } = await useApiFetch('/api/console/audit', { query: filter })

  const older = ref<AuditRow[]>([])
  const next = ref<string | null>()
  const cursor = computed(() => (next.value === undefined ? (data.value?.next ?? null) : next.value))
  const more = useAction(() => callApi('/api/console/audit', { query: { ...filter.value, before: cursor.value } }))
  watch(data, () => {
    older.value = []
    next.value = undefined
    more.error.value = undefined
  })

  async function loadMore(): Promise<void> {
    const asked = data.value
    const page = await more.call()
    // The filter was changed meanwhile: this answer belongs to the old one.
    if (!page || data.value !== asked) return
    older.value = [...older.value, ...page.entries]
    next.value = page.next
  }

  return {
    entries: computed(() => [...(data.value?.entries ?? []), ...older.value]),
    actors: computed(() => data.value?.actors ?? []),
    filter,
    setFilter: (change: Partial<typeof filter.value>) =>
      router.replace({
        query: Object.fromEntries(Object.entries({ ...filter.value, ...change }).filter(([, value]) => value)),
      }),
    more: computed(() => cursor.value !== null),
    loading: computed(() => status.value === 'pending'),
    loadingMore: more.busy,
    error: computed(() => (error.value ? readApiError(error.value) : undefined)),
    moreError: more.error,
    refresh,
    loadMore,
  }
}
