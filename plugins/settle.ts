import type { Directive } from 'vue'
import { isMeant, SETTLE_MS } from '#shared/settle.ts'

/** Some browsers send the click this long after the finger was lifted, ms. */
const LATE_CLICK_MS = 400

declare module 'vue' {
  export interface GlobalDirectives {
    /** `v-settle="key"`: what is inside takes no press at first, and again whenever the key changes. */
    vSettle: Directive<HTMLElement, string | number | boolean | undefined>
  }
}

/** When the present press began, ms since the page was opened: a finger may be down before a control appears. */
let begun: number | undefined
let lifted: ReturnType<typeof setTimeout> | undefined
function down(event: Event): void {
  // A key that is held down repeats: all of that is one press.
  if (event instanceof KeyboardEvent && event.repeat) return
  clearTimeout(lifted)
  begun = event.timeStamp
}
function up(): void {
  clearTimeout(lifted)
  lifted = setTimeout(() => (begun = undefined), LATE_CLICK_MS)
}

/** Since when each element shows what it shows now. */
const shownSince = new WeakMap<Element, number>()

/** Drops a person's press on what has only just appeared. What a script presses was decided on before. */
function guard(this: HTMLElement, event: Event): void {
  const { target } = event
  if (!(target instanceof Element)) return
  const meant = isMeant(begun ?? event.timeStamp, shownSince.get(this) ?? -Infinity)
  const stays = this !== document.body && target.closest('[data-stays]')
  if (!event.isTrusted || meant || stays) return
  // Typing is no press, and the keys of a real button arrive as a click.
  if (event.type === 'keydown' && !target.matches('[role=button]')) return
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** @param page a whole new page: without the look of controls that come in. */
function settle(element: HTMLElement, page = false): void {
  const root = document.documentElement
  // Shown by plugins/early-tap.ts before the script of the page came.
  const early = Number(root.getAttribute('data-quiz-begun'))
  const since = early || performance.now()
  if (!shownSince.has(element)) for (const type of ['click', 'keydown']) element.addEventListener(type, guard, true)
  shownSince.set(element, since)
  element.setAttribute('data-settling', page ? 'page' : '')
  const isCurrent = () => shownSince.get(element) === since
  const end = () => isCurrent() && element.removeAttribute('data-settling')
  setTimeout(end, since + SETTLE_MS - performance.now())
}

/** What was under a dialog, or behind another page, is seen again. */
const uncover = () => settle(document.body, true)

/**
 * Controls that have only just appeared take no press: the second tap of a double tap was meant for what was there
 * before, and what nobody has read must not be answered, paid or deleted. One rule for the whole site: after each
 * change of page, and wherever `v-settle` says that something else is shown. Controls inside that were there before
 * are marked with `data-stays`, which is not heeded on a new page; `v-settle.over` is for what covers others, which
 * settle when it goes. The look, and that a finger does not reach them at all, is in assets/base.css.
 */
export default defineNuxtPlugin((nuxtApp) => {
  nuxtApp.vueApp.directive('settle', {
    getSSRProps: () => ({}),
    mounted: (element: HTMLElement, { value }) => {
      if (!nuxtApp.isHydrating && value !== false) settle(element)
    },
    updated: (element: HTMLElement, { value, oldValue, modifiers }) => {
      if (value === oldValue) return
      if (value !== false) settle(element)
      else if (modifiers.over) uncover()
    },
    beforeUnmount: (_: HTMLElement, { value, modifiers }) => {
      if (modifiers.over && value !== false) uncover()
    },
  })
  if (import.meta.server) return
  for (const type of ['pointerdown', 'keydown']) window.addEventListener(type, down, true)
  for (const type of ['pointerup', 'pointercancel', 'keyup']) window.addEventListener(type, up, true)
  // The browser has kept the page and shows it again as it was left: the second tap on Back falls on what appears.
  window.addEventListener('pageshow', ({ persisted }) => persisted && uncover())
  const { currentRoute } = useRouter()
  // The page that came from the server has been there since before this script.
  let path = location.pathname
  nuxtApp.hook('page:finish', () => {
    if (path !== currentRoute.value.path) settle(document.body, true)
    path = currentRoute.value.path
  })
})
