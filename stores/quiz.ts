import type { Feedback } from '#shared/quiz/grade.ts'
import type { AttemptView, Choice, QuizItem, ShareView } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'

/** An answer on its way to the server. Kept per attempt: a new attempt must not lose what an earlier one still owes. */
export interface QueuedAnswer {
  attemptId: string
  position: number
  choice: Choice
}

interface QuizState {
  /** Code under which the attempt runs; null before the first. */
  code: string | null
  attemptId: string | null
  /** Id of a start whose reply has not come yet: asking again with it cannot start twice. */
  pendingStart: { id: string; code: string } | null
  /** The whole form, by position. */
  items: QuizItem[]
  outbox: QueuedAnswer[]
  feedback: Record<number, Feedback>
  /** Position whose answer was just given or is being explained; null when the next open item is shown. */
  showing: number | null
  /** Positions whose feedback came after the person had gone on. */
  unread: number[]
  result: QuizResult | null
  /** ms since the epoch, of this device's clock. */
  finishedAt: number | null
  share: ShareView | null
  /** Made once per attempt, so that a repeated share is one share. */
  shareId: string | null
  /** Items this phone has met, oldest first. */
  seen: string[]
}

/** As many ids as the server takes. */
const MAX_SEEN = 500

const freshAttempt = () => ({
  code: null, attemptId: null, pendingStart: null, items: [], feedback: {}, showing: null, unread: [],
  result: null, finishedAt: null, share: null, shareId: null,
})

/** The quiz as this phone remembers it: outlives a reload, a lost network and a restarted server. */
export const useQuizStore = defineStore('quiz', {
  state: (): QuizState => ({ ...freshAttempt(), outbox: [], seen: [] }),

  getters: {
    size: (state) => state.items.length,
    /** What was chosen at a position, stored by the server or still on its way. */
    choiceAt: (state) => (position: number): Choice | undefined =>
      state.feedback[position]?.choice ?? state.outbox.find((answer) => answer.attemptId === state.attemptId && answer.position === position)?.choice,
    /** First item without a choice. */
    nextPosition(state): number | undefined {
      return state.items.find((item) => this.choiceAt(item.position) === undefined)?.position
    },
    /** Position on the screen; undefined once all is answered and read. */
    current(state): number | undefined {
      return state.showing ?? this.nextPosition
    },
    /** Answers of this attempt that the server has not confirmed. */
    waiting: (state): number => state.outbox.filter((answer) => answer.attemptId === state.attemptId).length,
    allConfirmed: (state): boolean => state.items.length > 0 && state.items.every((item) => state.feedback[item.position]),
  },

  actions: {
    begin(code: string, view: AttemptView) {
      // As a function: a patch object would be merged into the old feedback instead of replacing it.
      this.$patch((state) => { Object.assign(state, freshAttempt(), { code, attemptId: view.id }) })
      this.confirm(view)
      const ids = this.items.map((item) => item.id)
      this.seen = [...this.seen.filter((id) => !ids.includes(id)), ...ids].slice(-MAX_SEEN)
    },
    /** Takes over what the server knows of this attempt. */
    confirm(view: AttemptView) {
      this.items = [...view.items, ...view.answered.map(({ item }) => item)].sort((a, b) => a.position - b.position)
      for (const { feedback } of view.answered) this.learn(view.id, [feedback])
    },
    choose(position: number, choice: Choice): boolean {
      if (!this.attemptId || this.choiceAt(position) !== undefined) return false
      this.outbox.push({ attemptId: this.attemptId, position, choice })
      this.showing = position
      return true
    },
    /** Feedback has come: what it answers is owed no more. */
    learn(attemptId: string, feedback: Feedback[]) {
      const positions = new Set(feedback.map(({ position }) => position))
      this.outbox = this.outbox.filter((answer) => answer.attemptId !== attemptId || !positions.has(answer.position))
      if (attemptId !== this.attemptId) return
      for (const each of feedback) {
        if (this.feedback[each.position]) continue
        this.feedback[each.position] = each
        if (this.showing !== each.position) this.unread.push(each.position)
      }
    },
    show(position: number) {
      this.showing = position
      this.unread = this.unread.filter((each) => each !== position)
    },
    /** On to the next open item. */
    proceed() {
      this.unread = this.unread.filter((each) => each !== this.showing)
      this.showing = null
    },
    finish(result: QuizResult) {
      this.result = result
      this.finishedAt ??= Date.now()
    },
    /** Gives up what the server will never take. */
    forget(attemptId: string) {
      this.outbox = this.outbox.filter((answer) => answer.attemptId !== attemptId)
      if (attemptId === this.attemptId) this.$patch((state) => Object.assign(state, freshAttempt()))
    },
  },

  persist: {
    key: 'jmt-quiz-1',
    // Asked for anew each time: with storage blocked even looking at it throws, which the plugin then catches.
    storage: { getItem: (key) => localStorage.getItem(key), setItem: (key, value) => localStorage.setItem(key, value) },
    // What an older version or a curious hand left there must not break the page.
    afterHydrate: ({ store }) => {
      const lists = [store.items, store.outbox, store.unread, store.seen]
      if (!lists.every(Array.isArray) || typeof store.feedback !== 'object') store.$reset()
    },
  },
})
