/**
 * Who hears of a step in the history before the router does. The listener is set by the code of what can be closed by the
 * back button (useBackCloses.ts), which not every page has: only this much stands in the first file of all.
 */
let listener: ((event: PopStateEvent) => void) | undefined

export const listenToSteps = (own: (event: PopStateEvent) => void) => {
  listener = own
}
export const hearStep = (event: PopStateEvent) => listener?.(event)
