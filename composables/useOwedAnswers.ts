/**
 * How a list that is not empty begins in the outbox, and in what the quiz remembered before there was one. Looked for
 * as text: neither need be parsed on every page.
 */
const OWES: [key: string, text: string][] = [
  ['jmt-outbox', '"owed":[{'],
  ['jmt-quiz-1', '"outbox":[{'],
]

/** Storage may be blocked altogether. */
function owes(): boolean {
  try {
    return OWES.some(([key, text]) => localStorage.getItem(key)?.includes(text))
  } catch {
    return false
  }
}

/**
 * Someone who has answered without a network and gone on to the rest of the site may never come back to the quiz: what
 * this phone still owes goes up from every page. The code for that is loaded only if there is something.
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
