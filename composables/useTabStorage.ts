/**
 * A value that outlives a reload and a lost connection in this tab, and no longer: an office computer is used by many.
 * A full or forbidden storage costs no more than that protection.
 * @param fits checks what was read back
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
    /** @param value undefined takes it away */
    write(value: T | undefined): void {
      try {
        if (value === undefined) sessionStorage.removeItem(key)
        else sessionStorage.setItem(key, JSON.stringify(value))
      } catch {
        // Nothing is lost but the protection from a reload.
      }
    },
  }
}
