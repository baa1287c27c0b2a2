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
  /** Code under which the attempt runs; null before the first. */
  code: string | null
  attemptId: string | null
  /** Id of a start whose reply has not come yet: asking again with it cannot start twice. */
  pendingStart: { id: string; code: string } | null
  /** Items of the form while only the first one is here; null once the others have come. */
  awaited: number | null
  /** The whole form, by position. */
  items: QuizItem[]
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

/** What storage held when this tab last looked: anything else there is another tab's. */
let known: string | null = null

/** @throws for what an older version or a curious hand has left: it must not break the page. */
function read(text: string): QuizState {
  // The outbox is what an older version has left; it stands elsewhere now, unless it is damaged.
  const { outbox = [], ...state } = JSON.parse(text) as QuizState & { outbox?: QueuedAnswer[] }
  const { items, unread, seen, feedback, result } = state
  // What is missing on the way to a text throws by itself.
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
  finishedAt: null,
  share: null,
  shareId: null,
})

/** The quiz as this phone remembers it: outlives a reload, a lost network and a restarted server. */
export const useQuizStore = defineStore('quiz', {
  state: (): QuizState => ({ ...freshAttempt(), seen: [] }),

  getters: {
    size: (state) => state.awaited ?? state.items.length,
    /** The person is answering already, and the server does not know of it. */
    unconfirmed: (state): boolean => isUnconfirmed(useOutboxStore().box, state.attemptId),
    /** Answers on their way to the server, of earlier attempts too. */
    outbox: (): QueuedAnswer[] =>
      useOutboxStore()
        .box.owed.filter(({ kind }) => kind === ANSWER)
        .map((entry) => ({ attemptId: entry.lane, ...answerOf(entry) })),
    /** What was chosen at a position, stored by the server or still on its way. */
    choiceAt(state): (position: number) => Choice | undefined {
      return (position) =>
        state.feedback[position]?.choice ??
        this.outbox.find((answer) => answer.attemptId === state.attemptId && answer.position === position)?.choice
    },
    /** First item without a choice. */
    nextPosition(state): number | undefined {
      return state.items.find((item) => this.choiceAt(item.position) === undefined)?.position
    },
    /** Position on the screen; undefined once all is answered and read. */
    current(state): number | undefined {
      return state.items.find(({ position }) => position === state.showing)?.position ?? this.nextPosition
    },
    /** Answers of this attempt that the server has not confirmed. */
    waiting(state): number {
      return this.outbox.filter((answer) => answer.attemptId === state.attemptId).length
    },
    allConfirmed: (state): boolean =>
      state.awaited === null && state.items.length > 0 && state.items.every((item) => state.feedback[item.position]),
  },

  actions: {
    /** Shows the first item that came with the page, before the server knows of the start. */
    beginWith(id: string, code: string, { item, size, proof }: FirstItem) {
      Object.assign(this, freshAttempt(), { code, attemptId: id, awaited: size, items: [item] })
      useOutboxStore().change((box) => put(box, owedStart(id, { code, itemId: item.id, proof })))
    },
    /** The server has confirmed such a start. */
    confirmStart(start: Owed, view: AttemptView) {
      useOutboxStore().change((box) => confirmStart(box, start, view))
      if (start.lane !== this.attemptId) return
      if (!beginsAsShown(start, view)) this.showing = null
      this.confirm(view)
    },
    /** Another id for such a start. */
    renewStart(start: Owed, id: string) {
      useOutboxStore().change((box) => renewStart(box, start, id))
      if (start.lane === this.attemptId) this.attemptId = id
    },
    begin(code: string, view: AttemptView) {
      // Not as a patch: what else happens in the same turn, here all the rest, would not be remembered.
      Object.assign(this, freshAttempt(), { code, attemptId: view.id })
      this.confirm(view)
    },
    /** Takes over what the server knows of this attempt. */
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
     * Feedback has come: what it answers is owed no more, and neither is what was sent and got none. The item of that
     * has left the bank since, and leaves the form.
     */
    learn(attemptId: string, feedback: Feedback[], sent: number[] = []) {
      const done = [...sent, ...feedback.map((each) => each.position)].map((each) => answerId(attemptId, each))
      useOutboxStore().change((box) => settle(box, ANSWER, done))
      if (attemptId !== this.attemptId) return
      for (const each of feedback) {
        if (this.feedback[each.position]) continue
        this.feedback[each.position] = each
        if (this.showing !== each.position) this.unread.push(each.position)
      }
      this.items = this.items.filter(({ position }) => this.feedback[position] || !sent.includes(position))
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
      for (const kind of [START, ANSWER]) useOutboxStore().change((box) => giveUp(box, { kind, lane: attemptId }))
      if (attemptId === this.attemptId) Object.assign(this, freshAttempt())
    },
    /**
     * Takes over what another tab has written since this one last looked, so that the next write of this one costs
     * neither an answer. Touches only what is new to it: two tabs would answer each other's writes for ever.
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
        const news = Object.values(theirs.feedback).filter(({ position }) => !this.feedback[position])
        if (news.length) this.learn(this.attemptId!, news)
        // Sent by the other tab and taken without a verdict: the item has left the form there.
        const left = this.items.filter(
          ({ position }) =>
            !this.feedback[position] &&
            !theirs.items.some((item) => item.position === position) &&
            outbox.box.settled.includes(`${ANSWER} ${answerId(this.attemptId!, position)}`),
        )
        if (left.length) this.items = this.items.filter((item) => !left.includes(item))
      } catch {
        // Storage is blocked or holds nothing of ours: then there is nothing to take over.
      }
    },
  },

  persist: {
    key: QUIZ_KEY,
    // Asked for anew each time: with storage blocked even looking at it throws, which the plugin then catches.
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
    // Written out only above, with what other tabs have added.
    serializer: { serialize: () => '', deserialize: read },
  },
})
