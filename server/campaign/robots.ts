/** Requests that nobody made who looks at the page. */
import type { IncomingHttpHeaders } from 'node:http'

/**
 * What programs call themselves in `User-Agent`: search engines, fetchers of link previews (of WeChat, QQ, DingTalk,
 * Weibo and foreign ones), scanners of links, libraries. None of these words is in the name of a phone's browser, also
 * not inside WeChat (`MicroMessenger`) or QQ. Those that lie about it are left to the limits.
 */
const PROGRAMS = new RegExp(
  [
    // Cubot is a make of phones.
    '(?<!cu)bot(?![a-z])|crawl|spider|slurp|scrapy|fetcher|preview|lighthouse|headless|phantomjs|selenium|puppeteer',
    'facebookexternalhit|facebookcatalog|whatsapp/|vkshare|embedly|iframely|mediapartners|google-safety|uptime',
    '^(?:curl|wget|python|java|go-http|okhttp|axios|libwww|lwp|php|ruby|apache-httpclient|postman)',
  ].join('|'),
  'i',
)

export const isProgram = (userAgent: string | undefined): boolean => PROGRAMS.test(userAgent ?? '')

const AHEAD = /\b(?:prefetch|prerender|preview)\b/i

/** Whether a browser asks for this before its reader does: Chrome, older Chrome and Safari, Firefox. */
export const isAhead = (headers: IncomingHttpHeaders): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) => AHEAD.test(String(headers[name] ?? '')))
