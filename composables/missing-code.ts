/** Errors of code that could not be loaded, told apart from what is wrong with the code itself. */
const missing = new WeakSet<object>()

export const noteMissing = (error: unknown): void => void (error instanceof Object && missing.add(error))
export const isMissing = (error: unknown): boolean => error instanceof Object && missing.has(error)

/**
 * If the server answers, the file belongs to an older build: a full load gets the new one, and the persistent stores
 * keep the person's place. It is not repeated within ten seconds, so say what is wrong all the same.
 */
export async function renewBuild(path?: string): Promise<void> {
  const answers = await fetch('/api/health', { cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  )
  if (answers) reloadNuxtApp({ persistState: true, ...(path !== undefined && { path }) })
}
