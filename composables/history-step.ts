/**
 * The listener that gets each history step before the router does. It is set by useBackCloses.ts, whose code not every
 * page loads: only this small part is in the first file of every page.
 */
let listener: ((event: PopStateEvent) => void) | undefined

export const listenToSteps = (own: (event: PopStateEvent) => void) => {
  listener = own
}
export const hearStep = (event: PopStateEvent) => listener?.(event)
