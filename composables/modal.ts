/**
 * Opens and closes a `<dialog>` as a modal, also in browsers without it (Safari before 15.4): there it is an element
 * like any other, which `assets/base.css` lays over the page.
 */
const STAND_IN = 'stand-in'

/** Makes it look and act like a modal, once. */
function standIn(element: HTMLElement, close: () => void): void {
  if (element.classList.contains(STAND_IN)) return
  element.classList.add(STAND_IN)
  element.setAttribute('role', 'dialog')
  element.setAttribute('aria-modal', 'true')
  element.tabIndex = -1
  element.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close()
  })
}

/** Does nothing if it is open. */
export function openModal(dialog: HTMLDialogElement): void {
  if (dialog.hasAttribute('open')) return
  if ('showModal' in dialog) return dialog.showModal()
  const element: HTMLElement = dialog
  standIn(element, () => closeModal(dialog))
  element.setAttribute('open', '')
  element.focus({ preventScroll: true })
}

/** Does nothing if it is closed. */
export function closeModal(dialog: HTMLDialogElement): void {
  if (!dialog.hasAttribute('open')) return
  if ('showModal' in dialog) return dialog.close()
  const element: HTMLElement = dialog
  element.removeAttribute('open')
  element.dispatchEvent(new Event('close'))
}
