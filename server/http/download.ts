/** Files to save, under names that people read. */
import { type H3Event, setResponseHeaders } from 'h3'

/** What no file system we know allows in a name, and what has no shape. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}]/gu

/**
 * Headers of a download. The real name goes as RFC 5987 (`filename*`), with a plain one for readers that do not know
 * it. Never cached: what it holds is a member's to see.
 */
export function offerDownload(event: H3Event, file: { name: string; type: string; inline?: boolean }): void {
  const name = file.name.toWellFormed().replace(FORBIDDEN, ' ').replace(/\s+/g, ' ').trim()
  const extension = /\.[a-z0-9]+$/i.exec(name)?.[0] ?? ''
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  setResponseHeaders(event, {
    'content-type': file.type,
    'content-disposition': [
      file.inline ? 'inline' : 'attachment',
      `filename="download${extension}"`,
      `filename*=UTF-8''${encoded}`,
    ].join('; '),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
}
