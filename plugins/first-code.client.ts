/**
 * When code of the first page cannot be loaded: the page stays as it came from the server, to be read, until it can be
 * loaded anew (plugins/dead-start.server.ts). An error page in its place would lack code as well, and end up white.
 */
export default defineNuxtPlugin({
  name: 'first-code',
  // Before the router loads the page.
  order: -50,
  async setup(nuxtApp) {
    const never = async () => {
      document.dispatchEvent(new Event('lost'))
      await new Promise(() => {})
    }
    const files = document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')
    try {
      await Promise.all([...files].map(({ href }) => import(/* @vite-ignore */ href)))
    } catch {
      await never()
    }
    // What those load in turn, such as the code that looks whether somebody is signed in.
    let lost = false
    nuxtApp.hook('app:chunkError', () => {
      lost = true
    })
    nuxtApp.hook('app:beforeMount', () => (lost ? never() : undefined))
  },
})
