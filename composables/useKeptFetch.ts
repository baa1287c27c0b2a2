import { readApiError } from '~/composables/useApi.ts'
import type { ReadRoute } from './api-routes.ts'
import { type FetchArguments, useApiFetch } from './useApiFetch.ts'

/**
 * `useApiFetch` for a page that fetches again while people work on it. Where that fails, `useFetch` drops what it had,
 * and with it every form and dialog on the page; here the last good answer stays, and `error` says that it is an old
 * one.
 */
export function useKeptFetch<R extends ReadRoute>(route: R, ...options: FetchArguments<R>) {
  const fetched = useApiFetch(route, ...options)
  const data = shallowRef(fetched.data.value)
  // At once: on the server nothing else is watched.
  watch(
    fetched.data,
    (value) => {
      if (value !== undefined && value !== null) data.value = value
    },
    { flush: 'sync' },
  )
  return {
    /** To be awaited where the page waits for it; not before everything else of the component is set up. */
    ready: fetched.then(() => {}),
    data,
    error: computed(() => (fetched.error.value ? readApiError(fetched.error.value) : undefined)),
    busy: computed(() => fetched.status.value === 'pending'),
    refresh: async () => void (await fetched.refresh()),
  }
}
