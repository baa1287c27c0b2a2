import { emptyOutbox, hurry, merge, type Outbox, put, readOutbox } from '#shared/outbox.ts'
import { earlierQueue, owedAnswer, QUIZ_KEY } from '#shared/quiz/owed.ts'

const KEY = 'jmt-outbox'

/** The unsent answers of this device, in memory and in storage; see `shared/outbox.ts`. */
export const useOutboxStore = defineStore('outbox', {
  state: (): { box: Outbox } => ({ box: emptyOutbox() }),
  actions: {
    /**
     * Merges what is stored, by another tab or an earlier page.
     * @returns whether storage may be written: not when it is blocked or holds the format of a later version.
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
    /** The network or the page is back: all entries are due at once, also those stored by other pages. */
    hurry() {
      this.load()
      this.box = hurry(this.box)
    },
    /** Changes the stored outbox. Where storage cannot be written, the change is kept in memory. */
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
