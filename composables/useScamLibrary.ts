import { useTimeoutFn } from '@vueuse/core'
import { applyFilter, readFilter, type ScamFilter, writeFilter } from '#shared/content/filter.ts'

/** The URL is updated after this pause in typing, in ms. */
const TYPING_PAUSE = 250

/**
 * The library's list with search and filters, all kept in the URL: a filter chip adds a history entry that "back"
 * undoes, typing replaces the current one. The index and the search code are loaded when the field is first used.
 */
export async function useScamLibrary() {
  const route = useRoute()
  const router = useRouter()
  const filter = computed(() => readFilter(route.query))
  const text = ref(filter.value.q)
  const search = shallowRef<(query: string) => string[]>()

  const list = useApiFetch('/api/scams', { key: 'scams' })
  const index = useApiFetch('/api/scams/search-index', {
    key: 'scam-search-index',
    immediate: Boolean(filter.value.q),
  })

  /** The code of the search could not be loaded. */
  const codeMissing = ref(false)

  /** Loads the index and the code. Without a network nothing changes, and the next call tries again. */
  async function prepareSearch(): Promise<void> {
    if (search.value) return
    codeMissing.value = false
    const code = import('#shared/content/search.ts').catch(() => undefined)
    if (!index.data.value) await index.execute()
    const docs = index.data.value
    const createSearch = (await code)?.createSearch
    codeMissing.value = !createSearch
    if (docs && createSearch) search.value = createSearch(docs)
  }

  const ready = (async () => {
    await Promise.all([list, index])
    if (filter.value.q) await prepareSearch().catch(() => {})
  })()

  const { start: typed } = useTimeoutFn(
    () => void router.replace({ query: writeFilter({ ...filter.value, q: text.value }) }),
    TYPING_PAUSE,
    { immediate: false },
  )
  function type(now: string): void {
    text.value = now
    typed()
  }
  // "Back" changes the URL without any typing.
  watch(
    () => filter.value.q,
    (q) => {
      if (q === text.value.trim()) return
      text.value = q
      if (q) void prepareSearch()
    },
  )

  const shown = computed(() => {
    const wanted = text.value.trim()
    return applyFilter(list.data.value ?? [], filter.value, wanted && search.value ? search.value(wanted) : undefined)
  })
  /** URL of the list with one part of the filter changed. */
  const linkWith = (change: Partial<ScamFilter>) => ({
    path: '/scams',
    query: writeFilter({ ...filter.value, q: text.value, ...change }),
  })

  await ready
  return {
    text: readonly(text),
    filter,
    shown,
    type,
    prepareSearch,
    linkWith,
    failed: computed(() => !list.data.value),
    loading: computed(() => list.status.value === 'pending'),
    retry: () => list.refresh(),
    /** Search was used but its index could not be loaded. */
    searchMissing: computed(
      () => Boolean(text.value.trim()) && !search.value && (codeMissing.value || index.status.value === 'error'),
    ),
  }
}
