/** How long the choice is kept, in seconds: a year. */
const MAX_AGE = 365 * 24 * 3600

/**
 * Large type. The choice is kept in a cookie, so that the server already renders the page large; it does not identify
 * the person. All callers share one state. Read and written by hand: `useCookie` would add 4 kB for every phone.
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
