import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'

/**
 * Calls again and again while the page is looked at.
 * @param everyMs pause between two calls, in ms
 * @param needed asked before each call
 */
export function useRefreshing(refresh: () => unknown, everyMs: number, needed: () => boolean = () => true): void {
  const visibility = useDocumentVisibility()
  useIntervalFn(() => {
    if (visibility.value === 'visible' && needed()) void refresh()
  }, everyMs)
}
