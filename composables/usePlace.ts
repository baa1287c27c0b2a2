/**
 * How often a control that stays from view to view has moved or grown, for `v-settle`: it then lies under a finger
 * that was meant for what was there before. One that keeps its place takes every press at once (`false` so far).
 * @param cause what may change its place
 */
export function usePlace(element: Readonly<Ref<HTMLElement | null>>, cause: () => unknown) {
  const moves = ref(0)
  const place = () => {
    const { left = 0, top = 0, width = 0, height = 0 } = element.value?.getBoundingClientRect() ?? {}
    return [left, top, width, height].map(Math.round).join(' ')
  }
  let before = ''
  watch(cause, () => (before = place()))
  watch(cause, () => place() !== before && moves.value++, { flush: 'post' })
  return computed(() => moves.value || false)
}
