/** The address of hall screens, and how their service worker knows our page (`public/screen-sw.js`). */

/** Names the build of the page; no page that a proxy or a captive portal puts in its place has it. */
export const SCREEN_BUILD_HEADER = 'x-screen-build'

/** Whether the router shows the screen at this path: in any case, with a slash at its end, with a query. */
export const isScreenPath = (path: string): boolean => /^\/screen\/?(?:[?#].*)?$/is.test(path)
