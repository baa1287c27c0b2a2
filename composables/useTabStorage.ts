/**
 * A value that survives a reload and a lost connection in this tab only: an office computer is shared by many.
 * If storage is full or blocked, only that protection is missing.
 * @param fits validates the stored value
 */
export function useTabStorage<T>(key: string, fits: (value: unknown) => value is T) {
  return {
    read(): T | undefined {
      try {
        const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
        return fits(value) ? value : undefined
      } catch {
        return undefined
      }
    },
    /** @param value undefined removes it */
    write(value: T | undefined): void {
      try {
        if (value === undefined) sessionStorage.removeItem(key)
        else sessionStorage.setItem(key, JSON.stringify(value))
      } catch {
        // The value stays in memory; only a reload would lose it.
      }
    },
  }
}
