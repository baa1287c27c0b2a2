import { listenToSteps } from './history-step.ts'

/** Longest wait for the browser to go back, in ms; some in-app browsers never fire the event. */
const STEP_MS = 1_000

/** A history entry that is pushed on top of the page's own entry while a dialog is shown. */
interface Entry {
  /** The router's number of the page's own entry. */
  position: unknown
  /** Called when the back button was pressed. */
  close: () => void
  /** Set while the entry is being removed; called when it is gone. */
  left?: () => void
}
const entries: Entry[] = []
/** Pending until a step back is finished: before that, no entry may be pushed. */
let leaving: Promise<void> = Promise.resolve()
/** The page's new address, if it changed while a dialog was shown. */
let address: string | undefined

/** Handles `popstate` before the router does, and hides from it the steps that only close a dialog. */
function takeStep(event: PopStateEvent): void {
  const entry = entries.pop()
  if (!entry) return
  // A step back beyond the page's own entry is left to the router.
  if (event.state?.position === entry.position) {
    event.stopImmediatePropagation()
    if (address) history.replaceState(history.state, '', address)
  }
  address = undefined
  if (entry.left) entry.left()
  else entry.close()
}

listenToSteps(takeStep)

/** Changes the address of this page, in the current entry and in the one that remains after the dialog is closed. */
export function replaceAddress(path: string): void {
  history.replaceState(history.state, '', path)
  if (entries.length > 0) address = path
}

/**
 * While `shown`, the back button (on phones also the swipe) closes the dialog instead of leaving the page. During that
 * time there is one more history entry, with the router's own fields; the router does not notice it.
 */
export function useBackCloses(shown: Ref<boolean>): void {
  if (import.meta.server) return
  let entry: Entry | undefined

  async function enter(): Promise<void> {
    await leaving
    if (!shown.value || (entry && entries.includes(entry))) return
    entry = {
      position: history.state?.position,
      close: () => {
        shown.value = false
      },
    }
    entries.push(entry)
    history.pushState({ ...history.state, dialog: true }, '')
  }

  /** @returns a promise that resolves when the page's own entry is current again */
  function leave(): Promise<void> {
    const mine = entry && entries.includes(entry) ? entry : undefined
    if (!mine || mine.left) return leaving
    leaving = new Promise((resolve) => {
      mine.left = resolve
      setTimeout(resolve, STEP_MS)
    })
    history.back()
    return leaving
  }

  watch(shown, (now) => void (now ? enter() : leave()), { immediate: true })
  // A link in the dialog: the dialog's entry must not remain between this page and the next.
  const stop = useRouter().beforeEach(leave)
  onBeforeUnmount(() => {
    stop()
    void leave()
  })
}
