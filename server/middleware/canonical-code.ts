import { defineEventHandler, sendRedirect } from 'h3'
import { canonicalPath } from '#server/http/canonical-path.ts'

/** An address that was pasted with more behind it leads to the address that was meant. */
export default defineEventHandler((event) => {
  if (event.method !== 'GET' && event.method !== 'HEAD') return undefined
  const path = canonicalPath(event.path)
  return path && sendRedirect(event, path, 302)
})
