/** Scale factors that are tried, largest first; texts stop shrinking at 16 px by themselves. */
const STEPS = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46]
/** Tolerance for fractions of a pixel. */
const SLACK_PX = 1

/**
 * Runs `measure` while everything in the element stands as it will when it has stopped moving: a seal that lands from
 * twice its size would otherwise count as one that does not fit.
 */
function atRest(element: HTMLElement, measure: () => unknown): void {
  const moving = (element.getAnimations?.({ subtree: true }) ?? []).flatMap((animation) => {
    const end = Number(animation.effect?.getComputedTiming().endTime)
    return animation.playState === 'running' && Number.isFinite(end)
      ? [{ animation, end, at: animation.currentTime }]
      : []
  })
  for (const { animation, end } of moving) animation.currentTime = end
  measure()
  for (const { animation, at } of moving) animation.currentTime = at
}

/**
 * Sets `--fit` of an element to the largest factor at which its content fits into it, as far as lengths inside are
 * multiplied by it. Texts have a legal maximum length, but screens differ by a factor of five in size.
 * @param box an element whose size does not depend on its content
 */
export function useFit(box: Readonly<Ref<HTMLElement | null>>): void {
  function fits(element: HTMLElement, step: number): boolean {
    element.style.setProperty('--fit', String(step))
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element
    return scrollHeight <= clientHeight + SLACK_PX && scrollWidth <= clientWidth + SLACK_PX
  }
  function fit(): void {
    const element = box.value
    if (element) atRest(element, () => STEPS.some((step) => fits(element, step)))
  }
  let observer: ResizeObserver | undefined
  onMounted(() => {
    fit()
    observer = new ResizeObserver(fit)
    if (box.value) observer.observe(box.value)
    // Slices of the font load on demand, and their characters are wider or narrower.
    document.fonts?.addEventListener?.('loadingdone', fit)
  })
  onUpdated(fit)
  onBeforeUnmount(() => {
    observer?.disconnect()
    document.fonts?.removeEventListener?.('loadingdone', fit)
  })
}
