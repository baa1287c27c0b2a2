import { firstField, isVisible } from './focus.ts'

/** What a section of a page is called: its heading, or itself where its name is only spoken. */
const LANDINGS = 'dialog, form, section, article, fieldset, main'

/** @param byKey the last input came from the keyboard, so that no on-screen keyboard opens under a finger */
function landingIn(place: Element, byKey: boolean): HTMLElement | undefined {
  if (place instanceof HTMLFormElement && byKey) return firstField(place)
  const heading = place.querySelector<HTMLElement>('h1, h2, h3')
  if (heading && isVisible(heading)) return heading
  return place instanceof HTMLElement && place.hasAttribute('aria-label') ? place : undefined
}

/** The nearest named place that is left of the ancestors of a removed element, from the inside out. */
function landingOf(ancestors: readonly Element[], byKey: boolean): HTMLElement | undefined {
  const modal = [...document.querySelectorAll('dialog[open]')].pop()
  for (const place of modal && !ancestors.includes(modal) ? [modal] : ancestors) {
    const found = place.isConnected && place.matches(LANDINGS) ? landingIn(place, byKey) : undefined
    if (found) return found
  }
  return undefined
}

function focusOn(element: HTMLElement): void {
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1')
  element.focus({ preventScroll: true })
}

/**
 * A button that disappears with its press (archive, submit, revoke …), or is disabled by it, would drop the keyboard
 * focus to the top of the page. This leads it to the nearest section that is left.
 * @returns ends it
 */
export function keepFocus(root: Element): () => void {
  let path: Element[] = []
  let byKey = false
  const remember = ({ target }: Event) => {
    path = []
    for (let each = target instanceof Element ? target : null; each; each = each.parentElement) path.push(each)
  }
  const key = () => {
    byKey = true
  }
  const pointer = () => {
    byKey = false
  }
  let waiting = false
  const look = () => {
    waiting = false
    const active = document.activeElement
    const [lost, ...ancestors] = path
    if (!lost || (active && active !== document.body && active !== document.documentElement)) return
    // Blurred on purpose, such as by a press beside it: the element is still there and could have the focus.
    if (lost.isConnected && !lost.matches(':disabled') && isVisible(lost)) return
    const landing = landingOf(ancestors, byKey)
    path = []
    if (landing) focusOn(landing)
  }
  const observer = new MutationObserver(() => {
    if (waiting) return
    waiting = true
    // After Vue's own focusing, and after a dialog has given the focus back.
    setTimeout(look)
  })
  const capture = { capture: true }
  document.addEventListener('focusin', remember, capture)
  document.addEventListener('keydown', key, capture)
  document.addEventListener('pointerdown', pointer, capture)
  observer.observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden', 'style', 'open'],
  })
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', remember, capture)
    document.removeEventListener('keydown', key, capture)
    document.removeEventListener('pointerdown', pointer, capture)
  }
}
