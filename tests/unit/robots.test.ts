import { describe, expect, it } from 'vitest'
import { isAhead, isProgram } from '#server/campaign/robots.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0'

describe('programs that say what they are', () => {
  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    'Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)',
    'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko; compatible; Bytespider)',
    'Mozilla/5.0 (compatible; YisouSpider/5.0; +http://www.yisou.com/help/webmaster/spider)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (compatible; DingTalkBot-LinkService/1.0 (+https://open.dingtalk.com/))',
    'WhatsApp/2.23.20.0',
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
    'curl/8.5.0',
    'python-requests/2.31.0',
    'Go-http-client/2.0',
    'okhttp/4.12.0',
  ])('%s', (name) => expect(isProgram(name)).toBe(true))

  it.each([
    `Mozilla/5.0 (Linux; Android 12; V2158A; wv) ${WEBKIT} Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49`,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 ' +
      'Mobile/15E148 Safari/604.1',
    `Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) ${WEBKIT} Chrome/87.0.4280.141 Mobile Safari/537.36`,
    `Mozilla/5.0 (Linux; U; Android 13; zh-cn) ${WEBKIT} MQQBrowser/14.2 Mobile Safari/537.36`,
    `Mozilla/5.0 (Linux; Android 12; HarmonyOS) ${WEBKIT} Chrome/99.0 HuaweiBrowser/14.0 Mobile Safari/537.36`,
    `Mozilla/5.0 (Linux; Android 13) ${WEBKIT} Chrome/118.0 Mobile Safari/537.36 DingTalk/7.1 AliApp(DingTalk/7.1)`,
    `Mozilla/5.0 (Linux; Android 13) ${WEBKIT} Chrome/118.0 Mobile Safari/537.36 Telegram-Android/11.2`,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36',
    undefined,
  ])('%s is a browser', (name) => expect(isProgram(name)).toBe(false))
})

describe('requests ahead of the reader', () => {
  it.each([
    { 'sec-purpose': 'prefetch;prerender' },
    { 'sec-purpose': 'prefetch' },
    { purpose: 'prefetch' },
    { 'x-purpose': 'preview' },
    { 'x-moz': 'prefetch' },
  ])('%o', (headers) => expect(isAhead(headers)).toBe(true))
  it('none for a press', () => expect(isAhead({ purpose: '', accept: 'application/json' })).toBe(false))
})
