import { readApiError } from '~/composables/useApi.ts'
import type { ReadRoute } from './api-routes.ts'
import { type FetchArguments, useApiFetch } from './useApiFetch.ts'

/**
 * `useApiFetch` for a page that refetches while people work on it. When a request fails, `useFetch` drops its data, and
 * with it every form and dialog on the page; here the last good answer stays, and `error` says that it is stale.
 */
export function useKeptFetch<R extends ReadRoute>(route: R, ...options: FetchArguments<R>) {
  const fetched = useApiFetch(route, ...options)
  const data = shallowRef(fetched.data.value)
  // `flush: 'sync'`, because on the server other watchers do not run.
  watch(
    fetched.data,
    (value) => {
      if (value !== undefined && value !== null) data.value = value
    },
    { flush: 'sync' },
  )
  return {
    /** For `await` in a page that must wait for the data; only after the rest of the component is set up. */
    ready: fetched.then(() => {}),
    data,
    error: computed(() => (fetched.error.value ? readApiError(fetched.error.value) : undefined)),
    busy: computed(() => fetched.status.value === 'pending'),
    refresh: async () => void (await fetched.refresh()),
  }
}
