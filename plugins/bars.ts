import type { Directive } from 'vue'

declare module 'vue' {
  export interface GlobalDirectives {
    /** `v-bar`: stays at an edge of the window, unless large type makes it take too much of it. Not with `false`. */
    vBar: Directive<HTMLElement, boolean | undefined>
  }
}

/**
 * Bars that stay at an edge of the window let go, all at once, when together they would take more than 30 % of its
 * height: with type at 200 % nothing of the page would be visible between them. Their size depends on how a browser
 * enlarges type, which no media query tells. In the page, because its first view is shown before the scripts come.
 * `clientHeight` stays as it is while the bar with the address goes and comes, so scrolling changes nothing.
 */
const MEASURE = `(()=>{const measure=()=>{let all=0;
document.querySelectorAll('[data-bar]').forEach((bar)=>all+=bar.offsetHeight);
document.documentElement.toggleAttribute('data-loose-bars',all>document.documentElement.clientHeight*.3)};
if(!window.ResizeObserver)return;window.__bars=new ResizeObserver(measure);addEventListener('resize',measure);
document.addEventListener('DOMContentLoaded',()=>
document.querySelectorAll('[data-bar]').forEach((bar)=>__bars.observe(bar)))})()`

const bar: Directive<HTMLElement, boolean | undefined> = {
  getSSRProps: ({ value }) => (value === false ? {} : { 'data-bar': '' }),
  mounted: (element, { value }) => {
    if (value === false) return
    element.dataset.bar = ''
    if ('__bars' in window && window.__bars instanceof ResizeObserver) window.__bars.observe(element)
  },
}

export default defineNuxtPlugin(({ vueApp }) => {
  vueApp.directive('bar', bar)
  if (import.meta.server) useHead({ script: [{ innerHTML: MEASURE, tagPosition: 'head' }] })
})
