import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'

/**
 * Calls repeatedly while the page is visible.
 * @param everyMs pause between two calls, in ms
 * @param needed checked before each call
 */
export function useRefreshing(refresh: () => unknown, everyMs: number, needed: () => boolean = () => true): void {
  const visibility = useDocumentVisibility()
  useIntervalFn(() => {
    if (visibility.value === 'visible' && needed()) void refresh()
  }, everyMs)
}
