/**
 * A persistent value in localStorage, for what a screen must show while the server is unreachable. Storage may be
 * full, blocked or tampered with: then the value is undefined.
 * @param fits validates the stored value.
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
      // The value stays in memory; only the next reload starts without it.
    }
  })
  return kept
}
