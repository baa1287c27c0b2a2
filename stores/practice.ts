import type { OpenDrill } from '#shared/quiz/drill.ts'
import { MAX_SEEN, type PracticeFeedback } from '#shared/quiz/practice.ts'

interface PracticeState {
  /** Scam type of the set; null for all of them. */
  type: string | null
  items: OpenDrill[]
  /** By id of the item. */
  feedback: Record<string, PracticeFeedback>
  /** Position in the set, from 0; past the last one comes the result. */
  at: number
  /** Start of the set, ms since the epoch, by this device's clock. */
  begunAt: number
  /** Ids of the drills that this device has seen, oldest first. */
  seen: string[]
}

/** The inline script in Flow.vue uses the same key. */
const KEY = 'jmt-practice-1'

/** @throws for data of an older version or edited by hand, which must not break the page */
function read(text: string): PracticeState {
  const state = JSON.parse(text) as PracticeState
  const { items, feedback, seen, at, begunAt } = state
  // Access to a missing part throws by itself.
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

/** A practice as stored on this device: it survives a reload or a visit to another page. */
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
    /** Removes an item that the server no longer has. */
    drop(id: string) {
      this.items = this.items.filter((item) => item.id !== id)
    },
    proceed() {
      this.at++
    },
  },

  persist: {
    key: KEY,
    // Looked up on each call: with storage blocked even reading `localStorage` throws, which the plugin then catches.
    storage: { getItem: (key) => localStorage.getItem(key), setItem: (key, value) => localStorage.setItem(key, value) },
    serializer: { serialize: JSON.stringify, deserialize: read },
  },
})
