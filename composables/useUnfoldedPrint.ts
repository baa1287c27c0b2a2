import { useEventListener } from '@vueuse/core'

/** Paper cannot be unfolded: while the page is printed, everything folded on it is open. */
export function useUnfoldedPrint(): void {
  let folded: HTMLDetailsElement[] = []
  useEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')]
    for (const each of folded) each.open = true
  })
  useEventListener('afterprint', () => {
    for (const each of folded) each.open = false
  })
}
