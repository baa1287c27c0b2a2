import { listenToSteps } from './history-step.ts'

/** Longest wait for the browser to take a step back, in ms; some in-app browsers never say that they did. */
const STEP_MS = 1_000

/** An entry of the history that lies on the page's own while something is shown. */
interface Entry {
  /** The router's number of the page's own entry. */
  position: unknown
  /** The back button was pressed. */
  close: () => void
  /** Set once it is being taken away. */
  left?: () => void
}
const entries: Entry[] = []
/** A step back that is still under way: nothing may be put on the history before it is done. */
let leaving: Promise<void> = Promise.resolve()
/** What the address of the page became meanwhile. */
let address: string | undefined

/** Hears of every step in the history before the router does, and keeps to itself what is no navigation. */
function takeStep(event: PopStateEvent): void {
  const entry = entries.pop()
  if (!entry) return
  // Further back than the page beneath is the router's matter.
  if (event.state?.position === entry.position) {
    event.stopImmediatePropagation()
    if (address) history.replaceState(history.state, '', address)
  }
  address = undefined
  if (entry.left) entry.left()
  else entry.close()
}

listenToSteps(takeStep)

/** Another address for this page, here and in the entry that stays once the dialog is closed. */
export function replaceAddress(path: string): void {
  history.replaceState(history.state, '', path)
  if (entries.length > 0) address = path
}

/**
 * While `shown`, the back button (on phones also the swipe) closes what is shown instead of leaving the page. For that
 * long an entry with the router's own fields lies on the page's; the router never hears of it.
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

  /** @returns once the page's own entry is the present one again. */
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
  // A link in the dialog: its entry must not stay between this page and the next.
  const stop = useRouter().beforeEach(leave)
  onBeforeUnmount(() => {
    stop()
    void leave()
  })
}
