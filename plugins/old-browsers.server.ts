/** The address of the polyfills (scripts/old-browsers.ts); empty in development. */
declare const __POLYFILLS__: string

/**
 * Written into the page while it is parsed: a script that is added in any other way does not hold back the modules.
 * The nonce is that of the page, for its content security policy. The tag is in two parts, because nuxt-security gives
 * a nonce to every `<script` in the head.
 */
const LOAD = `[].findLast&&Object.hasOwn||document.write(
'<scr'+'ipt nonce="'+document.currentScript.nonce+'" src="${__POLYFILLS__}"></scr'+'ipt>')`

/** Loads the polyfills, in browsers that need them, before any other script runs. */
export default defineNuxtPlugin(() => {
  if (__POLYFILLS__) useHead({ script: [{ innerHTML: LOAD, tagPosition: 'head', tagPriority: 'critical' }] })
})
