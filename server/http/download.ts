/** Response headers for downloads, with readable file names. */
import { type H3Event, setResponseHeaders } from 'h3'

/** Characters that some file system forbids in names, and invisible characters. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}]/gu

/**
 * Headers of a download. The real name is sent as in RFC 5987 (`filename*`), with an ASCII name for clients that do not
 * support it. Never cached: only members may see the content.
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
