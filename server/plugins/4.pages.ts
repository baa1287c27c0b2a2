import { getResponseHeader, setResponseHeader } from 'h3'
import { sharePreview } from '#server/http/page-head.ts'

/** For every page: the preview of its link, and that a browser asks again before it shows a stored copy. */
export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  nitroApp.hooks.hook('render:html', (html, { event }) => {
    html.head.push(sharePreview(html.head, event.path, event.node.req.headers))
  })
  // A page of an older build would ask for scripts that are gone. Not `no-store`: going back must stay immediate.
  nitroApp.hooks.hook('beforeResponse', (event) => {
    const isPage = String(getResponseHeader(event, 'content-type')).startsWith('text/html')
    if (isPage && !getResponseHeader(event, 'cache-control')) setResponseHeader(event, 'cache-control', 'no-cache')
  })
})
