import { newId } from '#shared/new-id.ts'

/** Pause before each attempt to report a scan, ms. */
const PAUSES_MS = [0, 1_500, 5_000, 15_000]

/** Storage may be blocked; then a reload counts as another scan. */
function rememberedScan(code: string): string {
  const key = `jmt-scan-${code}`
  const id = newId()
  try {
    const known = sessionStorage.getItem(key)
    if (!known) sessionStorage.setItem(key, id)
    return known ?? id
  } catch {
    return id
  }
}

/** Resolves once somebody can see the page: a browser may load it ahead, or behind another one (it is hidden then). */
const shown = () =>
  new Promise<void>((resolve) => {
    const look = () => document.visibilityState === 'hidden' || resolve()
    document.addEventListener('visibilitychange', look, { once: true })
    look()
  })

/**
 * Reports to the server once per visit that this device opened a code. The returned promise settles when the device has
 * its cookie or the first attempt failed: requests that need the cookie wait for it, or two requests would create two
 * devices.
 */
export function useScan() {
  let first: Promise<void> = Promise.resolve()

  async function tell(code: string, id: string, tries = 0): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[tries]))
    await callApi('/api/codes/:code/scans', { params: { code }, method: 'POST', body: { id }, timeout: 5_000 }).catch(
      () => {
        if (tries + 1 < PAUSES_MS.length) void tell(code, id, tries + 1)
      },
    )
  }
  return {
    scan: (code: string) => {
      first = shown().then(() => tell(code, rememberedScan(code)))
    },
    settled: () => first,
  }
}
