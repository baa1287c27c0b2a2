import type { Feedback } from '#shared/quiz/grade.ts'
import { giveUp, type Owed, put, settle } from '#shared/outbox.ts'
import {
  ANSWER,
  answerId,
  answerOf,
  beginsAsShown,
  confirmStart,
  isUnconfirmed,
  owedAnswer,
  owedStart,
  type QueuedAnswer,
  QUIZ_KEY,
  renewStart,
  START,
} from '#shared/quiz/owed.ts'
import type { AttemptView, Choice, FirstItem, QuizItem, ShareView } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'

interface QuizState {
  /** Code under which the current attempt was started; null before the first. */
  code: string | null
  attemptId: string | null
  /** Id of a start that is not confirmed yet: an idempotency key, so that a retry does not start twice. */
  pendingStart: { id: string; code: string } | null
  /** Number of items of the form while only the first one is here; null once the others have come. */
  awaited: number | null
  /** All items of the form, sorted by position. */
  items: QuizItem[]
  feedback: Record<number, Feedback>
  /** Position whose answer was just given or whose verdict is shown; null when the next open item is shown. */
  showing: number | null
  /** Positions whose feedback arrived after the person had gone on. */
  unread: number[]
  result: QuizResult | null
  /** The campaign was closed before the result was here; `uncounted`: before all answers were. */
  ended: boolean
  uncounted: boolean
  /** ms since the epoch, of this device's clock. */
  finishedAt: number | null
  share: ShareView | null
  /** Made once per attempt, so that repeated sharing counts once. */
  shareId: string | null
  /** Ids of the items that this phone has seen, oldest first. */
  seen: string[]
}

/** The server accepts at most this many ids. */
const MAX_SEEN = 500

/** The stored text when this tab last read or wrote it: if it differs now, another tab has written. */
let known: string | null = null

/** @throws for data of an older version or edited by hand, which must not break the page */
function read(text: string): QuizState {
  // Older versions stored the outbox here. Now it has its own key; this one is only validated.
  const { outbox = [], ...state } = JSON.parse(text) as QuizState & { outbox?: QueuedAnswer[] }
  const { items, unread, seen, feedback, result } = state
  // Access to a missing part throws by itself.
  const texts = [
    items.map(({ sender, messages }) => [sender.name, messages.map((message) => message.text)]),
    outbox.map(({ attemptId }) => attemptId),
    Object.values(feedback).map(({ flags }) => flags.map(({ quote }) => quote)),
    seen.map((id) => id),
    unread.map(String),
    result ? result.reading.map(({ title }) => title) : [],
  ].flat(3)
  if (typeof feedback !== 'object' || !texts.every((each) => typeof each === 'string')) throw new TypeError('not ours')
  return state
}

const freshAttempt = () => ({
  code: null,
  attemptId: null,
  pendingStart: null,
  awaited: null,
  items: [],
  feedback: {},
  showing: null,
  unread: [],
  result: null,
  ended: false,
  uncounted: false,
  finishedAt: null,
  share: null,
  shareId: null,
})

/** The quiz as stored on this phone: it survives a reload, a lost network and a restart of the server. */
export const useQuizStore = defineStore('quiz', {
  state: (): QuizState => ({ ...freshAttempt(), seen: [] }),

  getters: {
    size: (state) => state.awaited ?? state.items.length,
    /** The person has started, but the server has not confirmed the start. */
    unconfirmed: (state): boolean => isUnconfirmed(useOutboxStore().box, state.attemptId),
    /** Answers that the server has not confirmed, also those of earlier attempts. */
    outbox: (): QueuedAnswer[] =>
      useOutboxStore()
        .box.owed.filter(({ kind }) => kind === ANSWER)
        .map((entry) => ({ attemptId: entry.lane, ...answerOf(entry) })),
    /** The choice at a position, confirmed by the server or not. */
    choiceAt(state): (position: number) => Choice | undefined {
      return (position) =>
        state.feedback[position]?.choice ??
        this.outbox.find((answer) => answer.attemptId === state.attemptId && answer.position === position)?.choice
    },
    /** First item without a choice. */
    nextPosition(state): number | undefined {
      return state.items.find((item) => this.choiceAt(item.position) === undefined)?.position
    },
    /** Current position; undefined once all items are answered and all verdicts read. */
    current(state): number | undefined {
      return state.items.find(({ position }) => position === state.showing)?.position ?? this.nextPosition
    },
    /** Number of answers of this attempt that the server has not confirmed. */
    waiting(state): number {
      return this.outbox.filter((answer) => answer.attemptId === state.attemptId).length
    },
    allConfirmed: (state): boolean =>
      state.awaited === null && state.items.length > 0 && state.items.every((item) => state.feedback[item.position]),
  },

  actions: {
    /** Starts with the first item that came with the page, before the server knows of the start. */
    beginWith(id: string, code: string, { item, size, proof }: FirstItem) {
      Object.assign(this, freshAttempt(), { code, attemptId: id, awaited: size, items: [item] })
      useOutboxStore().change((box) => put(box, owedStart(id, { code, itemId: item.id, proof })))
    },
    /** The server has confirmed a start made by `beginWith`. */
    confirmStart(start: Owed, view: AttemptView) {
      useOutboxStore().change((box) => confirmStart(box, start, view))
      if (start.lane !== this.attemptId) return
      if (!beginsAsShown(start, view)) this.showing = null
      this.confirm(view)
    },
    /** Gives a start made by `beginWith` another id. */
    renewStart(start: Owed, id: string) {
      useOutboxStore().change((box) => renewStart(box, start, id))
      if (start.lane === this.attemptId) this.attemptId = id
    },
    begin(code: string, view: AttemptView) {
      // Not `$patch`: Pinia would not report other changes in the same tick, here all the rest, to the plugin.
      Object.assign(this, freshAttempt(), { code, attemptId: view.id })
      this.confirm(view)
    },
    /** Takes over the server's state of this attempt. */
    confirm(view: AttemptView) {
      this.items = [...view.items, ...view.answered.map(({ item }) => item)].sort((a, b) => a.position - b.position)
      this.awaited = null
      const ids = this.items.map((item) => item.id)
      this.seen = [...this.seen.filter((id) => !ids.includes(id)), ...ids].slice(-MAX_SEEN)
      this.learn(
        view.id,
        view.answered.map(({ feedback }) => feedback),
      )
    },
    choose(position: number, choice: Choice, sure = true): boolean {
      if (!this.attemptId || this.choiceAt(position) !== undefined) return false
      const answer = owedAnswer({ attemptId: this.attemptId, position, choice, sure })
      useOutboxStore().change((box) => put(box, answer))
      this.showing = position
      return true
    },
    /**
     * Settles the answers that got feedback, and those that never will: `over` are the positions that were sent, and
     * those that the server calls withdrawn. Without feedback their items were removed from the bank, and are removed
     * from the form.
     */
    learn(attemptId: string, feedback: Feedback[], over: number[] = []) {
      const done = [...over, ...feedback.map((each) => each.position)].map((each) => answerId(attemptId, each))
      useOutboxStore().change((box) => settle(box, ANSWER, done))
      if (attemptId !== this.attemptId) return
      for (const each of feedback) {
        if (this.feedback[each.position]) continue
        this.feedback[each.position] = each
        if (this.showing !== each.position) this.unread.push(each.position)
      }
      this.items = this.items.filter(({ position }) => this.feedback[position] || !over.includes(position))
    },
    show(position: number) {
      this.showing = position
      this.unread = this.unread.filter((each) => each !== position)
    },
    /** Shows the next open item. */
    proceed() {
      this.unread = this.unread.filter((each) => each !== this.showing)
      this.showing = null
    },
    finish(result: QuizResult) {
      this.result = result
      this.finishedAt ??= Date.now()
    },
    /** Some answers came after the campaign was closed. */
    closeLate(attemptId: string) {
      if (attemptId === this.attemptId) this.uncounted = this.ended = true
    },
    /** Makes room for the next person. What is still owed to the server for this attempt is sent all the same. */
    leave() {
      Object.assign(this, freshAttempt())
    },
    /** Deletes an attempt that the server will never accept. */
    forget(attemptId: string) {
      for (const kind of [START, ANSWER]) useOutboxStore().change((box) => giveUp(box, { kind, lane: attemptId }))
      if (attemptId === this.attemptId) Object.assign(this, freshAttempt())
    },
    /**
     * Merges what another tab has written since this one last read, so that the next write of this tab overwrites no
     * answer. Changes only what is new to it: otherwise two tabs would answer each other's writes endlessly.
     */
    catchUp() {
      const outbox = useOutboxStore()
      outbox.load()
      try {
        const text = localStorage.getItem(QUIZ_KEY)
        if (text === known) return
        known = text
        const theirs = read(text!)
        this.seen.push(...theirs.seen.filter((id) => !this.seen.includes(id)).slice(0, MAX_SEEN - this.seen.length))
        if (theirs.attemptId !== this.attemptId) return
        this.share ??= theirs.share
        if (theirs.uncounted) this.uncounted = this.ended = true
        const news = Object.values(theirs.feedback).filter(({ position }) => !this.feedback[position])
        if (news.length) this.learn(this.attemptId!, news)
        // The other tab sent the answer and got no verdict, so it has removed the item from the form.
        const left = this.items.filter(
          ({ position }) =>
            !this.feedback[position] &&
            !theirs.items.some((item) => item.position === position) &&
            outbox.box.settled.includes(`${ANSWER} ${answerId(this.attemptId!, position)}`),
        )
        if (left.length) this.items = this.items.filter((item) => !left.includes(item))
      } catch {
        // Storage is blocked or holds no valid state: there is nothing to merge.
      }
    },
  },

  persist: {
    key: QUIZ_KEY,
    // Looked up on each call: with storage blocked even reading `localStorage` throws, which the plugin then catches.
    storage: {
      getItem: (key) => {
        useOutboxStore().load()
        return (known = localStorage.getItem(key))
      },
      setItem: (key) => {
        const store = useQuizStore()
        store.catchUp()
        known = JSON.stringify(store.$state)
        localStorage.setItem(key, known)
      },
    },
    // Serialized only in `setItem`, after merging what other tabs have written.
    serializer: { serialize: () => '', deserialize: read },
  },
})
