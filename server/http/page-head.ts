/** What every page for people carries, in one place, so that no page can lack it. */
import type { IncomingHttpHeaders } from 'node:http'
import { publicOrigin } from './origin.ts'

/** For those who share no page: the office, screens, and what is behind a one-time code. */
const NOT_SHARED = /^\/(?:console|screen|setup|join)(?:[/?]|$)/
const DESCRIPTION = '骗局图鉴、情景体验和真假消息问答：先停一停，问一问，不汇款。'

/** The address in one spelling; as it was asked for where its escapes mean nothing, such as `/s/%`. */
function spelled(address: string): string {
  try {
    return encodeURI(decodeURI(address))
  } catch {
    return address.replaceAll('<', '%3C')
  }
}

/**
 * The tags that WeChat, QQ and others read for the preview of a shared link. Those already in the page win.
 * @param head the parts of the page's head, as HTML @param path of the page, with its query
 * @returns HTML to add
 */
export function sharePreview(head: readonly string[], path: string, headers: IncomingHttpHeaders): string {
  if (NOT_SHARED.test(path)) return ''
  const html = head.join('\n')
  const origin = publicOrigin(headers)
  // The logo of the police room, which is square and 512 px wide, or the picture of the product.
  const logo = /<link\b[^>]*rel="apple-touch-icon"[^>]*href="(\/api\/[^"]+)"/.exec(html)?.[1]
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''
  const described = /<meta\b[^>]*name="description"[^>]*content="([^"]*)"/.exec(html)?.[1] ?? DESCRIPTION
  const tags = {
    'og:type': 'website',
    'og:title': title,
    'og:description': described,
    'og:url': spelled(origin + path.split('?')[0]),
    'og:image': origin + (logo ?? '/icon-512.png'),
    'og:image:width': '512',
    'og:image:height': '512',
  }
  return Object.entries(tags)
    .filter(([name]) => !html.includes(`property="${name}"`))
    .map(([name, content]) => `<meta property="${name}" content="${content.replaceAll('"', '&quot;')}">`)
    .join('')
}
