/**
 * A value that outlives a reload of this device, for what a screen must show while the server is away. Storage may be
 * full, forbidden or tampered with: then the value simply is not there.
 * @param fits checks what was read back.
 */
export function useKept<T>(key: string, fits: (value: unknown) => value is T) {
  function read(): T | undefined {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
      return fits(value) ? value : undefined
    } catch {
      return undefined
    }
  }
  const kept = shallowRef(read())
  watch(kept, (value) => {
    try {
      if (value === undefined) localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify(value))
    } catch {
      // Nothing is lost but the picture after the next reload.
    }
  })
  return kept
}
