/** What a phone stores for the quiz. */
import { getActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { useOutboxStore } from '~/stores/outbox'
import { useQuizStore } from '~/stores/quiz'
import { emptyOutbox, put, readOutbox, settle } from '#shared/outbox.ts'
import { ANSWER, answerId, answerOf, owedAnswer, type QueuedAnswer, QUIZ_KEY } from '#shared/quiz/owed.ts'

const OUTBOX_KEY = 'jmt-outbox'
type Kept = ReturnType<typeof useQuizStore>['$state'] & { outbox: QueuedAnswer[] }

const storedOutbox = () => readOutbox(localStorage.getItem(OUTBOX_KEY)) ?? emptyOutbox()

/** The quiz and the unsent answers, as stored. */
export const stored = (): Kept => ({
  ...(JSON.parse(localStorage.getItem(QUIZ_KEY)!) as Kept),
  outbox: storedOutbox().owed.map((entry) => ({ attemptId: entry.lane, ...answerOf(entry) })),
})

/** Another tab writes to storage; this tab sees nothing else of it. Answers that it removes count as confirmed. */
export function otherTab(change: (state: Kept) => void): void {
  const state = stored()
  const before = [...state.outbox]
  change(state)
  const { outbox, ...quiz } = state
  const nameOf = ({ attemptId, position }: QueuedAnswer) => answerId(attemptId, position)
  const gone = before.map(nameOf).filter((id) => !outbox.some((answer) => nameOf(answer) === id))
  const box = outbox.map(owedAnswer).reduce(put, settle(storedOutbox(), ANSWER, gone))
  localStorage.setItem(OUTBOX_KEY, JSON.stringify(box))
  localStorage.setItem(QUIZ_KEY, JSON.stringify(quiz))
}

/** Takes a copy of what is stored. @returns writes it back, like a tab that has not seen later changes */
export function rememberStored(): () => void {
  const before = [OUTBOX_KEY, QUIZ_KEY].map((key): [string, string] => [key, localStorage.getItem(key)!])
  return () => {
    for (const [key, text] of before) localStorage.setItem(key, text)
  }
}

/** Adds an unsent answer to an attempt. */
export const owe = (answer: QueuedAnswer) => useOutboxStore().change((box) => put(box, owedAnswer(answer)))

/** Reloads the page: only what is in storage remains. */
export function reload() {
  const pinia = getActivePinia()!
  for (const store of [useQuizStore(), useOutboxStore()]) {
    store.$dispose()
    delete pinia.state.value[store.$id]
  }
  return useQuizStore()
}

/** A phone that has never visited the site. Pinia reports no other change in the same tick as a reset. */
export async function resetPhone(): Promise<void> {
  useQuizStore().$reset()
  useOutboxStore().$reset()
  localStorage.removeItem(OUTBOX_KEY)
  await nextTick()
}
