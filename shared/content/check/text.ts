/** Wording rules for all Chinese texts of the site's content: no working links, no working numbers, no placeholders. */
import { oddPlace, tidyLines } from '../../text.ts'
import { findAsciiPunctuation, findDoubledMarks, hasChinese } from '../punctuation.ts'

export interface TextProblem {
  rule: 'punctuation' | 'link' | 'phone' | 'english' | 'character'
  message: string
}

/** Public service numbers that a reader may dial. */
const OFFICIAL_NUMBERS = new Set([
  '110',
  '119',
  '120',
  '122',
  '96110',
  '12110',
  '12306',
  '12308',
  '12315',
  '12321',
  '12333',
  '12345',
  '12348',
  '12355',
  '12377',
  '12378',
  '12381',
  '12389',
  '12393',
])

/** Latin words that are common in Chinese texts. */
const ALLOWED_WORDS = new Set(['App', 'APP', 'QQ', 'AI', 'SMS', 'ETC', 'ATM', 'PIN', 'VR', 'WiFi', 'NFC'])

/** A character that an address may contain: no space, no Chinese punctuation, no Chinese character. */
const IN_LINK = String.raw`[^\s，。；：！？“”（）\p{Script=Han}]`
const LINK = new RegExp(
  String.raw`(?:[a-z][a-z0-9+.-]*:\/\/${IN_LINK}+)|(?:(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]${IN_LINK}*)?)`,
  'giu',
)
const RESERVED_HOST = /(?:^|\.)(?:example|test)$/i

/** Everything that looks like an address, even if it does not work. */
export const findLinks = (text: string): string[] => [...text.matchAll(LINK)].map((match) => match[0])

/** `http://a.example:80/x` → `a.example`. */
export const hostOf = (link: string): string => link.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#:].*$/s, '')

/** Links, except to domain names reserved for examples, which nobody can register. */
export const findLiveLinks = (text: string): string[] =>
  findLinks(text).filter((link) => !RESERVED_HOST.test(hostOf(link)))

// Five digits may be an amount, which is allowed: 12000元, 95000人, 10000.50. Full phone numbers are longer.
const NOT_AMOUNT = String.raw`(?!\s*(?:元|块|万|亿|人|件|个|条|天|次|分|名|位|户|米|平|积分|%|[.,]\d))`
const BOUND = String.raw`(?<![\d*.¥￥])`
const PHONES = [
  String.raw`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}`,
  String.raw`0\d{2,3}[- ]?\d{7,8}`,
  String.raw`[48]00[- ]?\d{3}[- ]?\d{4}`,
  String.raw`(?:95\d{3,6}|96\d{3,4}|10\d{3}|12\d{3})(?!\d)${NOT_AMOUNT}`,
  // As long as a landline, mobile or QQ number, in any context.
  String.raw`\d{7,12}(?!\d)${NOT_AMOUNT}`,
].map((pattern) => new RegExp(String.raw`${BOUND}${pattern}(?![\d*])`, 'g'))
/** Five or more digits directly after a word that asks for a call. */
const CALLED = /(?:电话|致电|拨打|热线|回拨|来电)[^\d\n]{0,4}(\d[\d-]{4,})(?![\d*])/g

/** A contact to be added on QQ or WeChat. */
const CONTACT =
  /(?:QQ|扣扣|微信|微信号|威信|加[vV]|[vV]信|[vV]X|wx)(?:号码?|群)?(?:是|为)?[\s:：]{0,2}([A-Za-z\d][\w-]{4,19})(?![\w*])/g

/** Working phone numbers or accounts, except official ones. Masked numbers are allowed. */
export function findLivePhones(text: string): string[] {
  const found = PHONES.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[0]))
  found.push(
    ...[CALLED, CONTACT].flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, number]) => number ?? [])),
  )
  const live = [...new Set(found)].filter((number) => !OFFICIAL_NUMBERS.has(number.replace(/[- ]/g, '')))
  // One number may match twice, with and without its prefix.
  return live.filter((number) => !live.some((other) => other !== number && other.includes(number)))
}

/** Every number in the form in which it might be dialled, including masked ones, without amounts and times. */
export function findNumbers(text: string): string[] {
  return [...text.matchAll(new RegExp(String.raw`(?<![\d*.])\d[\d*-]{2,}(?![\d*])${NOT_AMOUNT}`, 'g'))].map(
    (match) => match[0],
  )
}

/** Banks, payment services and platforms that a made-up message could be attributed to. */
const BRANDS = new RegExp(
  [
    '(?:工商|农业|中国|建设|交通|招商|邮政储蓄|中信|光大|民生|兴业|浦发|平安|华夏|广发|浙商|宁波|杭州|网商|微众)银行',
    '邮储',
    '农商行',
    '农信社',
    '支付宝',
    '微信支付',
    '财付通',
    '云闪付',
    '银联',
    '余额宝',
    '花呗',
    '借呗',
    '微粒贷',
    '京东',
    '淘宝',
    '天猫',
    '拼多多',
    '抖音',
    '快手',
    '小红书',
    '闲鱼',
    '唯品会',
    '美团',
    '饿了么',
    '携程',
    '顺丰',
    '中通',
    '圆通',
    '申通',
    '韵达',
    '菜鸟',
    '王者荣耀',
    '和平精英',
    '中国移动',
    '中国联通',
    '中国电信',
  ].join('|'),
  'g',
)

/** Real brand names in a made-up text. */
export const findBrands = (text: string): string[] => [...new Set([...text.matchAll(BRANDS)].map((match) => match[0]))]

/** Latin words in a Chinese text. Links are checked elsewhere; a single capital (A股) and d′ are allowed. */
export function findEnglish(text: string): string[] {
  const words = text.replace(LINK, ' ').match(/[A-Za-z][A-Za-z'-]*′?/g) ?? []
  return words.filter((word) => !ALLOWED_WORDS.has(word) && word !== 'd′' && !/^[A-Z]$/.test(word))
}

const FULL_WIDTH_SPACE = '\u3000'

/** All wording problems of one text. */
export function checkText(text: string): TextProblem[] {
  const odd = oddPlace(text)
  return [
    ...(odd ? [{ rule: 'character' as const, message: `第 ${odd} 个字是看不见的或特殊的字符` }] : []),
    ...(tidyLines(text) === text && !text.includes(FULL_WIDTH_SPACE)
      ? []
      : [{ rule: 'character' as const, message: '两头有空格、有全角空格，或者字符不是标准写法（NFC）' }]),
    ...findAsciiPunctuation(text).map((hit) => ({
      rule: 'punctuation' as const,
      message: `“${hit.near}”里的 ${hit.mark} 要写成 ${hit.fullWidth}`,
    })),
    ...findDoubledMarks(text).map((near) => ({
      rule: 'punctuation' as const,
      message: `“${near}”里有两个标点连在一起`,
    })),
    ...findLiveLinks(text).map((link) => ({
      rule: 'link' as const,
      message: `网址 ${link} 可能真能打开，只能用 .example 或 .test 结尾的网址`,
    })),
    ...findLivePhones(text).map((number) => ({
      rule: 'phone' as const,
      message: `号码 ${number} 可能真能打通，请用星号遮住中间几位`,
    })),
    ...findEnglish(text).map((word) => ({
      rule: 'english' as const,
      message: hasChinese(text) ? `中文里夹着英文 ${word}` : `这里要写中文，不能只写 ${word}`,
    })),
  ]
}
