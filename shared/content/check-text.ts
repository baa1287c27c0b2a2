/** Wording rules that hold for every Chinese text of the site's content: no live links, no live numbers, no left-overs. */
import { findAsciiPunctuation, hasChinese } from './punctuation.ts'

export interface TextProblem {
  rule: 'punctuation' | 'link' | 'phone' | 'english'
  message: string
}

/** Public service numbers that a reader may well dial. */
const OFFICIAL_NUMBERS = new Set([
  '110', '119', '120', '122', '96110', '12110', '12306', '12315', '12321', '12333',
  '12345', '12348', '12355', '12377', '12378', '12381', '12389', '12393',
])

/** Latin words that Chinese readers use as they are. */
const ALLOWED_WORDS = new Set(['App', 'APP', 'QQ', 'AI', 'SMS', 'ETC', 'ATM', 'PIN', 'VR', 'WiFi'])

const LINK = /(?:[a-z][a-z0-9+.-]*:\/\/[^\s，。；：！？“”（）\p{Script=Han}]+)|(?:(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#][^\s，。；：！？“”（）\p{Script=Han}]*)?)/giu
const RESERVED_HOST = /(?:^|\.)(?:example|test)$/i

/** Links to anywhere but the names reserved for examples, on which nobody can ever put a real site. */
export function findLiveLinks(text: string): string[] {
  return [...text.matchAll(LINK)].map(match => match[0]).filter((link) => {
    const host = link.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[/?#:]/)[0]!
    return !RESERVED_HOST.test(host)
  })
}

// Five digits may be an amount: 12000元, 95000人, 10000.50. Nothing else is as long as a full number.
const NOT_AMOUNT = String.raw`(?!\s*(?:元|块|万|亿|人|件|个|条|天|次|分|名|位|户|米|平|积分|%|[.,]\d))`
const BOUND = String.raw`(?<![\d*.¥￥])`
const PHONES = [
  String.raw`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}`,
  String.raw`0\d{2,3}[- ]?\d{7,8}`,
  String.raw`[48]00[- ]?\d{3}[- ]?\d{4}`,
  String.raw`(?:95\d{3,6}|96\d{3,4}|10\d{3}|12\d{3})(?!\d)${NOT_AMOUNT}`,
].map(pattern => new RegExp(String.raw`${BOUND}${pattern}(?![\d*])`, 'g'))
/** Any longer run of digits right after a word that asks for a call. */
const CALLED = /(?:电话|致电|拨打|热线|回拨|来电)[^\d\n]{0,4}(\d[\d-]{4,})(?![\d*])/g

/** Numbers that would ring somewhere if dialled, apart from the official ones. Masked numbers pass. */
export function findLivePhones(text: string): string[] {
  const found = PHONES.flatMap(pattern => [...text.matchAll(pattern)].map(match => match[0]))
  found.push(...[...text.matchAll(CALLED)].map(match => match[1]!))
  return [...new Set(found)].filter(number => !OFFICIAL_NUMBERS.has(number.replace(/\D/g, '')))
}

/** Latin words in a text meant for Chinese readers. Links are judged elsewhere; a single capital (A股) and d′ are fine. */
export function findEnglish(text: string): string[] {
  const words = text.replace(LINK, ' ').match(/[A-Za-z][A-Za-z'-]*′?/g) ?? []
  return words.filter(word => !ALLOWED_WORDS.has(word) && word !== 'd′' && !/^[A-Z]$/.test(word))
}

/** All wording problems of one text. */
export function checkText(text: string): TextProblem[] {
  return [
    ...findAsciiPunctuation(text).map(hit => ({
      rule: 'punctuation' as const, message: `“${hit.near}”里的 ${hit.mark} 要写成 ${hit.fullWidth}`,
    })),
    ...findLiveLinks(text).map(link => ({
      rule: 'link' as const, message: `网址 ${link} 可能真能打开，只能用 .example 或 .test 结尾的网址`,
    })),
    ...findLivePhones(text).map(number => ({
      rule: 'phone' as const, message: `号码 ${number} 可能真能打通，请用星号遮住中间几位`,
    })),
    ...findEnglish(text).map(word => ({
      rule: 'english' as const, message: hasChinese(text) ? `中文里夹着英文 ${word}` : `这里要写中文，不能只写 ${word}`,
    })),
  ]
}
