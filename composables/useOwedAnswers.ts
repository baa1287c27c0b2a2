/**
 * The start of a non-empty list, in the outbox and in the format from before the outbox (kept with the quiz). Searched
 * for as text, so that no page has to parse the JSON.
 */
const OWES: [key: string, text: string][] = [
  ['jmt-outbox', '"owed":[{'],
  ['jmt-quiz-1', '"outbox":[{'],
]

/** Storage may be blocked. */
function owes(): boolean {
  try {
    return OWES.some(([key, text]) => localStorage.getItem(key)?.includes(text))
  } catch {
    return false
  }
}

/**
 * A person who has answered offline and gone on to the rest of the site may never return to the quiz: so every page
 * sends the unsent answers of this phone. The code for that is loaded only if there are any.
 */
export function useOwedAnswers() {
  let busy = false
  async function look() {
    if (busy || document.visibilityState !== 'visible' || !owes()) return
    busy = true
    await import('./owed-answers.ts').then(({ deliverOwedAnswers }) => deliverOwedAnswers()).catch(() => {})
    busy = false
  }
  onMounted(() => {
    window.addEventListener('online', look)
    document.addEventListener('visibilitychange', look)
    void look()
  })
  onBeforeUnmount(() => {
    window.removeEventListener('online', look)
    document.removeEventListener('visibilitychange', look)
  })
}
