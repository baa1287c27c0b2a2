// A list within `:not()` is unknown to Chrome 87, which then refuses the whole selector.
const FIELDS = 'input:not([type="hidden"]):not([readonly]):not([tabindex="-1"]), select, textarea'

/** Browsers since 2023 have `checkVisibility`; elements without a box, as in a closed part, have no rectangles. */
export const isVisible = (element: Element): boolean =>
  typeof element.checkVisibility === 'function' ? element.checkVisibility() : element.getClientRects().length > 0

const isUsable = (element: HTMLElement) => isVisible(element) && !element.matches(':disabled, [aria-hidden="true"]')

/** The first field of a form or dialog that can be filled in; of a group of choices the chosen one. */
export function firstField(root: ParentNode | null): HTMLElement | undefined {
  const fields = [...(root?.querySelectorAll<HTMLElement>(FIELDS) ?? [])]
  const chosen = root?.querySelector<HTMLElement>('[autofocus]')
  const first = chosen ?? fields.find(isUsable)
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio') return first
  return fields.find((each) => each instanceof HTMLInputElement && each.name === first.name && each.checked) ?? first
}
