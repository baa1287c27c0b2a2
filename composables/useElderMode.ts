/** Keeps the choice for a year, in seconds. */
const MAX_AGE = 365 * 24 * 3600

/**
 * Large type. The choice stands in a cookie, so that the server already draws the page large; it says nothing about who
 * the person is. All callers share one state. Read and written by hand: `useCookie` would weigh 4 kB on every phone.
 */
export function useElderMode() {
  const elder = useState('elder', () =>
    /(?:^|;\s*)elder=true/.test(import.meta.server ? (useRequestHeader('cookie') ?? '') : document.cookie),
  )
  useHead({ htmlAttrs: { 'data-elder': () => (elder.value ? '' : undefined) } })
  return {
    elder: readonly(elder),
    toggle: () => {
      elder.value = !elder.value
      document.cookie = `elder=${elder.value}; max-age=${MAX_AGE}; path=/; samesite=lax`
    },
  }
}
