/**
 * How the quiz store writes a queue that is not empty. Looked for as text: the whole need not be parsed on every
 * page.
 */
const OWES = '"outbox":[{'

/** Storage may be blocked altogether. */
function owes(): boolean {
  try {
    return Boolean(localStorage.getItem('jmt-quiz-1')?.includes(OWES))
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
