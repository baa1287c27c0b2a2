/**
 * The listener that hears of a step in the history before the router does. It is set by the code of what the back
 * button can close (useBackCloses.ts), which not every page has: only this much is in the first file of every page.
 */
let listener: ((event: PopStateEvent) => void) | undefined

export const listenToSteps = (own: (event: PopStateEvent) => void) => {
  listener = own
}
export const hearStep = (event: PopStateEvent) => listener?.(event)
