import { emptyOutbox, hurry, merge, type Outbox, put, readOutbox } from '#shared/outbox.ts'
import { earlierQueue, owedAnswer, QUIZ_KEY } from '#shared/quiz/owed.ts'

const KEY = 'jmt-outbox'

/** What this device owes the server, in memory and in storage; see `shared/outbox.ts`. */
export const useOutboxStore = defineStore('outbox', {
  state: (): { box: Outbox } => ({ box: emptyOutbox() }),
  actions: {
    /**
     * Takes over what is stored, by another tab or an earlier page.
     * @returns whether storage may be written: it may be blocked, or hold the format of a later version.
     */
    load(): boolean {
      try {
        const stored = readOutbox(localStorage.getItem(KEY))
        if (!stored) return false
        this.box = merge(this.box, stored)
        const earlier = earlierQueue(localStorage.getItem(QUIZ_KEY))
        if (earlier) {
          this.box = earlier.queue.map(owedAnswer).reduce(put, this.box)
          localStorage.setItem(KEY, JSON.stringify(this.box))
          localStorage.setItem(QUIZ_KEY, earlier.rest)
        }
        return true
      } catch {
        return false
      }
    },
    /** The network or the page has come back: everything is due at once, also what another page has left. */
    hurry() {
      this.load()
      this.box = hurry(this.box)
    },
    /** Changes the outbox as it stands in storage. Where that cannot be written the change holds in memory. */
    change(step: (box: Outbox) => Outbox) {
      const writable = this.load()
      const changed = step(this.box)
      if (changed === this.box) return
      this.box = changed
      try {
        if (writable) localStorage.setItem(KEY, JSON.stringify(changed))
      } catch {
        // Storage is full.
      }
    },
  },
})
