import type { OpenDrill } from '#shared/quiz/drill.ts'
import { MAX_SEEN, type PracticeFeedback } from '#shared/quiz/practice.ts'

interface PracticeState {
  /** Scam type that the set is about; null for all of them. */
  type: string | null
  items: OpenDrill[]
  /** By id of the item. */
  feedback: Record<string, PracticeFeedback>
  /** Place in the set, from 0; beyond the last one is the result. */
  at: number
  /** ms since the epoch, of this device's clock. */
  begunAt: number
  /** Drills this device has met, oldest first. */
  seen: string[]
}

/** Also known to the script in Flow.vue. */
const KEY = 'jmt-practice-1'

/** @throws for what an older version or a curious hand has left: it must not break the page. */
function read(text: string): PracticeState {
  const state = JSON.parse(text) as PracticeState
  const { items, feedback, seen, at, begunAt } = state
  // What is missing on the way to a text throws by itself.
  const texts = [
    items.map((item) => [
      item.id,
      ...(item.type === 'spot'
        ? item.targets.map(({ quote }) => quote)
        : [item.question, ...item.options.map((option) => option.text)]),
    ]),
    items.map(({ scene }) => scene?.messages.map((message) => message.text + scene.sender.name) ?? []),
    Object.values(feedback).map(({ scam, notes, answer, right }) => [
      scam.title,
      ...answer,
      ...right,
      ...notes.map((note) => note.why),
    ]),
    seen,
  ].flat(2)
  if (
    !texts.every((each) => typeof each === 'string') ||
    typeof feedback !== 'object' ||
    ![at, begunAt].every(Number.isFinite)
  )
    throw new TypeError('not ours')
  return state
}

/** A practice as this device remembers it: a reload or a look at another page costs nothing. */
export const usePracticeStore = defineStore('practice', {
  state: (): PracticeState => ({ type: null, items: [], feedback: {}, at: 0, begunAt: 0, seen: [] }),

  getters: {
    item: (state): OpenDrill | undefined => state.items[state.at],
    answered: (state): PracticeFeedback[] => state.items.flatMap(({ id }) => state.feedback[id] ?? []),
  },

  actions: {
    begin(type: string | null, items: OpenDrill[]) {
      const ids = items.map(({ id }) => id)
      Object.assign(this, {
        type,
        items,
        feedback: {},
        at: 0,
        begunAt: Date.now(),
        seen: [...this.seen.filter((id) => !ids.includes(id)), ...ids].slice(-MAX_SEEN),
      })
    },
    learn(feedback: PracticeFeedback) {
      if (this.items.some(({ id }) => id === feedback.id)) this.feedback[feedback.id] = feedback
    },
    /** Takes out an item that the server knows no more. */
    drop(id: string) {
      this.items = this.items.filter((item) => item.id !== id)
    },
    proceed() {
      this.at++
    },
  },

  persist: {
    key: KEY,
    // Asked for anew each time: with storage blocked even looking at it throws, which the plugin then catches.
    storage: { getItem: (key) => localStorage.getItem(key), setItem: (key, value) => localStorage.setItem(key, value) },
    serializer: { serialize: JSON.stringify, deserialize: read },
  },
})
