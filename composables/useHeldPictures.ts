/** Pause before pictures that could not be fetched are tried again, ms. */
const RETRY_MS = 20_000

/**
 * Pictures fetched in advance and held in memory, so that they appear without the server; client only.
 * @param wanted their paths
 * @returns the address of a picture that is held; undefined while it is not
 */
export function useHeldPictures(wanted: () => readonly string[]) {
  const held = shallowReactive(new Map<string, string>())
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function hold(path: string): Promise<void> {
    // Asks the server whether the copy in the browser's cache is the present one: a picture keeps its name when it
    // changes.
    const answer = await fetch(path, { cache: 'no-cache' })
    const picture = await answer.blob()
    // A captive portal answers everything with a page of its own.
    if (!answer.ok || !picture.type.startsWith('image/')) throw new Error(`${path}: ${answer.status}`)
    if (!left && !held.has(path)) held.set(path, URL.createObjectURL(picture))
  }
  async function holdAll(): Promise<void> {
    clearTimeout(timer)
    const missing = [...new Set(wanted())].filter((path) => !held.has(path))
    const results = await Promise.allSettled(missing.map(hold))
    if (left || results.every(({ status }) => status === 'fulfilled')) return
    clearTimeout(timer)
    timer = setTimeout(() => void holdAll(), RETRY_MS)
  }
  watch(wanted, () => void holdAll(), { immediate: true })
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
    held.forEach((address) => URL.revokeObjectURL(address))
  })
  return (path: string): string | undefined => held.get(path)
}
