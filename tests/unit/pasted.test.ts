/** Codes, tokens and digits as people paste and type them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from '../../server/http/canonical-path.ts'
import { readShortCode, SHORT_CODE_ALPHABET, SHORT_CODE_LENGTH } from '../../shared/campaign/code.ts'
import { tokenParams } from '../../shared/member/input.ts'
import { setupSchema } from '../../shared/member/setup.ts'
import { createScreenSchema } from '../../shared/screen/pairing.ts'

const CODE = 'A7BKQ2Z'
const UUID = '0190b6a0-0000-7000-8000-000000000001'
const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
const codes = fc.string({
  unit: fc.constantFrom(...SHORT_CODE_ALPHABET),
  minLength: SHORT_CODE_LENGTH,
  maxLength: SHORT_CODE_LENGTH,
})
const tokens = fc
  .constantFrom(43, 78)
  .chain((length) => fc.string({ unit: fc.constantFrom(...base64url), minLength: length, maxLength: length }))
const anything = fc.string({ unit: 'binary', maxLength: 60 })
/** What ends a token for certain: a character that no token is made of, in whatever form it is written. */
const notOfToken = anything.filter((text) => /^(?![\w-])./su.test(text.normalize('NFKD').replace(/^\p{M}+/u, '')))
const fullWidth = (text: string) => text.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0))

const asTyped = [
  `${CODE}.`,
  `${CODE}。`,
  `${CODE}，点开看看`,
  `${CODE}”`,
  `“${CODE}”`,
  `「${CODE}」`,
  `${CODE}）`,
  `${CODE}👍`,
  `${CODE}\u{FE0F}`,
  `${CODE}\u0327`,
  `\u200B${CODE}\u200B`,
  `A7B\u200DKQ2\u2060Z`,
  `\u202E${CODE}\u202C`,
  `A7B\u3164KQ2Z`,
  CODE.toLowerCase(),
  fullWidth(CODE),
  `${fullWidth(CODE.toLowerCase())}。`,
  'A7B-KQ2Z',
  'A7B－KQ2Z',
  'A7B—KQ2Z ',
  ' A7B KQ2 Z ',
  `${CODE}http://other.example/`,
  `${CODE}/`,
  `${CODE}&from=singlemessage`,
  `${CODE}الرمز`,
  `${CODE}код`,
  `code=${CODE}`,
  `Scan the code ${CODE}`,
  'A7BK.Q2Z',
  'A7BK·Q2Z',
  'A7BK，Q2Z',
  `hallpc/s/${CODE}`,
  `http:\\\\hall.cn\\s\\${CODE}`,
  `http:\\\\fanzhag.cn\\s\\${CODE}`,
  `我做对了8道题，您也来试试 http://192.168.1.20:3000/s/${CODE}`,
  `我做对了 10 道题 message: http://host/s/${CODE} 点开看看`,
  `Test 1: ${CODE}`,
  `%E2%80%9C${CODE}`,
  `%25E2%2580%259C${CODE}%25E2%2580%259D`,
  `&lt;${CODE}&gt;`,
  `&#8220;${CODE}&#8221;`,
  `&amp;quot;${CODE}`,
]

describe('a short code', () => {
  it.each(asTyped)('is read from %j', (text) => {
    expect(readShortCode(text)).toBe(CODE)
  })

  it('is read whatever follows it, in any script', () => {
    fc.assert(
      fc.property(codes, anything, (code, rest) => readShortCode(code + rest) === code),
      { numRuns: 2_000 },
    )
  })

  it('is read in any width and case, with blanks and unseen characters in between', () => {
    const between = fc.constantFrom('', ' ', '\u3000', '-', '－', '\u200B', '\u200D', '\uFEFF', '\u202E', '\u00AD')
    const forms = fc.constantFrom(
      (text: string) => text,
      fullWidth,
      (text: string) => text.toLowerCase(),
      (text: string) => fullWidth(text.toLowerCase()),
    )
    fc.assert(
      fc.property(
        codes,
        fc.array(between, { minLength: SHORT_CODE_LENGTH, maxLength: SHORT_CODE_LENGTH }),
        forms,
        (code, blanks, form) => readShortCode([...code].map((each, at) => form(each) + blanks[at]).join('')) === code,
      ),
    )
  })

  it('is not made up where there is none', () => {
    for (const text of ['', '。', '点开看看', '\u200B', 'A7B', '&lt;&gt;', '%E2%80%9C'])
      expect(readShortCode(text)).toBeUndefined()
  })
})

/** Whole links in place of the code that they carry. */
const linksTo = (folder: string, carried: string) => [
  `http://host/${folder}/${carried}`,
  `https://hall.example.cn/${folder}/${carried}`,
  `http://192.168.1.20:3000/${folder}/${carried}?from=timeline`,
  `http://[fd00::1]:3000/${folder}/${carried}#top`,
  `192.168.1.20:3000/${folder}/${carried}`,
  `badday-hall.cn/${folder}/${carried}`,
  `HTTPS://HALL.EXAMPLE.CN/${folder.toUpperCase()}/${carried}`,
  `http:/host/${folder}/${carried}`,
  `“http://host/${folder}/${carried}”。`,
  `【城南警务室】http://host/${folder}/${carried} 点开看看`,
  `http%3A%2F%2Fhost%2F${folder}%2F${carried}`,
  `http://host/${folder}/http://host/${folder}/${carried}`,
]

describe('a whole link', () => {
  it.each(linksTo('s', CODE))('gives its code, of %j', (text) => {
    expect(readShortCode(text)).toBe(CODE)
    expect(canonicalPath(`/s/${encodeURIComponent(text)}`)).toBe(`/s/${CODE}`)
  })

  it('gives it as it stands in the address bar, and encoded twice', () => {
    expect(canonicalPath(`/s/http://host/s/${CODE}`)).toBe(`/s/${CODE}`)
    expect(canonicalPath('/s/http%3A%2F%2Fhost%2Fs%2FABCDE23')).toBe('/s/ABCDE23')
    expect(canonicalPath('/s/http%253A%252F%252Fhost%252Fs%252FABCDE23')).toBe('/s/ABCDE23')
  })

  it.each(linksTo('join', 'aB_-'.repeat(11).slice(0, 43)))('gives its token, of %j', (text) => {
    const token = 'aB_-'.repeat(11).slice(0, 43)
    expect(tokenParams.safeParse({ token: text }).data?.token).toBe(token)
    expect(canonicalPath(`/join/${encodeURIComponent(text)}`)).toBe(`/join/${token}`)
  })

  it.each(linksTo('cards', '0190b6a0-0000-7000-8000-000000000001'))('gives its card, of %j', (text) => {
    expect(canonicalPath(`/cards/${encodeURIComponent(text)}`)).toBe('/cards/0190b6a0-0000-7000-8000-000000000001')
  })

  it('is one only where it begins the text', () => {
    for (const text of [`${CODE}http://host/s/ABCDE23`, `${CODE}/s/ABCDE23`, `${CODE} host/s/ABCDE23`])
      expect(readShortCode(text)).toBe(CODE)
  })

  it('gives any code, of any host, and takes no longer than its length', () => {
    const hosts = fc.oneof(fc.webAuthority({ withPort: true }), fc.ipV4())
    fc.assert(
      fc.property(codes, hosts, anything, (code, host, rest) => {
        return readShortCode(`http://${host}/s/${code}${rest}`) === code
      }),
    )
    for (const part of ['a', 'a.', 'http://a/s/', ':1', '%2F', '【'])
      expect(readShortCode(part.repeat(20_000))).not.toBe(CODE)
  })
})

describe('an address', () => {
  it.each(asTyped)('with %j leads to the code', (text) => {
    expect(canonicalPath(`/s/${encodeURIComponent(text)}`)).toBe(`/s/${CODE}`)
  })

  it.each([
    [`/s/${CODE}%`, `/s/${CODE}`],
    [`/s/${CODE}%E3%80`, `/s/${CODE}`],
    [`/s/${CODE}%E3%80%82/more/`, `/s/${CODE}`],
    [`/s/${CODE}。`, `/s/${CODE}`],
    [`/S/${CODE}`, `/s/${CODE}`],
    [`/s/${CODE}。?from=timeline`, `/s/${CODE}?from=timeline`],
    ['/cards/0190B6A0-0000-7000-8000-000000000001，点开', '/cards/0190b6a0-0000-7000-8000-000000000001'],
    [`/join/${'a'.repeat(43)}%E3%80%82`, `/join/${'a'.repeat(43)}`],
    ...['“', '【', '链接：', '%E2%80%8B', '%20', '%0A', '%25E2%2580%259C', 'link 1: ', 'token=', '&lt;'].flatMap(
      (before) => [
        [`/join/${before}${'a'.repeat(43)}`, `/join/${'a'.repeat(43)}`],
        [`/cards/${before}${UUID}`, `/cards/${UUID}`],
      ],
    ),
  ])('%s becomes %s', (path, meant) => expect(canonicalPath(path)).toBe(meant))

  it.each([
    ['/%73creen', '/screen'],
    ['/%53CREEN/?hall=%31', '/SCREEN/?hall=%31'],
    ['/%6A%6F%69n', '/join'],
    ['/sc%61ms/fake%2Dloan', '/scams/fake-loan'],
    [`/%73/${CODE}%E3%80%82`, `/s/${CODE}`],
    ['/%5A%7a%30%39%5F%7E', '/Zz09_~'],
  ])('%s with escaped letters is %s', (path, meant) => {
    expect(canonicalPath(path)).toBe(meant)
    expect(canonicalPath(meant)).toBeUndefined()
  })

  it.each([
    '//other.example/%73',
    '/\\other.example/%73',
    '/%2F%2e%2E/screen',
    '/%40%60%5B%5C%5D%5E%7B%7C%7D%7F',
    '/api/%73ession',
    '/scams?from=%73',
    '/%E9%A6%96',
  ])('%s is not rewritten to another place', (path) => {
    expect(canonicalPath(path)).toBeUndefined()
  })

  it.each([`/s/${CODE}`, `/s/${CODE}?from=timeline`, `/join/${'a'.repeat(78)}`, '/cards', '/scams/romance.', '/s/'])(
    '%s stays',
    (path) => expect(canonicalPath(path)).toBeUndefined(),
  )

  it('leads nowhere else, and not in a circle', () => {
    fc.assert(
      fc.property(codes, anything, (code, rest) => {
        const path = `/s/${code}${encodeURIComponent(rest.toWellFormed())}`
        const meant = canonicalPath(path) ?? path
        return meant === `/s/${code}` && canonicalPath(meant) === undefined
      }),
    )
  })
})

describe('a token of a one-time link', () => {
  const read = (token: string) => tokenParams.safeParse({ token }).data?.token
  it('is read whatever follows it', () => {
    fc.assert(fc.property(tokens, notOfToken, (token, rest) => read(token + rest) === token))
    fc.assert(fc.property(tokens, (token) => read(token) === token && read(fullWidth(token)) === token))
  })
  it('is read although letters follow it, and never a shorter one', () => {
    expect(read(`${'a'.repeat(43)}_`)).toBe('a'.repeat(43))
    expect(read('a'.repeat(42))).toBeUndefined()
    expect(read('')).toBeUndefined()
  })
})

describe('typed digits and letters', () => {
  const digits = (code: string) => createScreenSchema.safeParse({ code, name: '一号屏' }).data?.code
  it.each([
    '123456',
    '１２３ ４５６',
    '123-456。',
    '连接码：123456',
    '123456 这个',
    '\u200B123456',
    '屏幕上的六位数字：123456',
    '“1 2 3 4 5 6”',
    'code 123456',
    '屏1：123456',
    '屏 2 号：123 456，10:30 前有效',
    '123,456',
    '123，456',
    '123·456',
    '123.456',
    '123。456',
    '123456，再说一遍：123456',
    '&quot;123456&quot;',
  ])('of a screen are read from %j', (text) => expect(digits(text)).toBe('123456'))
  it.each(['12345', '1234567', '一二三四五六', '12345O', '', '123456 或 654321', '1 234 567', '123 456；654 321'])(
    'of a screen are not read from %j',
    (text) => expect(digits(text)).toBeUndefined(),
  )
  it('of a screen are asked for in other words when there are several', () => {
    const said = (code: string) => createScreenSchema.safeParse({ code, name: '一号屏' }).error?.issues[0]?.message
    expect(said('123456 或 654321')).toContain('几个六位数字')
    expect(said('12345')).toBe('请填写屏幕上的六位数字')
  })
  it('of a screen are read with any gap, and whatever stands around them', () => {
    const six = fc.stringMatching(/^[0-9]{6}$/)
    const others = anything.filter((text) => !/\p{N}/u.test(text.normalize('NFKD')) && !/[%&]/.test(text))
    const gap = fc.constantFrom('', ' ', '-', '.', '，', '·', '\u200B', '。 ')
    fc.assert(
      fc.property(six, others, others, gap, (code, before, after, between) => {
        return digits(before + [...code].join(between) + after) === code
      }),
    )
  })
  it.each(['A7BK-Q2ZM', 'a7bkq2zm', 'Ａ７ＢＫ－Ｑ２ＺＭ', 'A7BK Q2ZM。', '设置码：A7BK-Q2ZM', 'code 1: A7BK-Q2ZM'])(
    'of the first start are read from %j',
    (text) => expect(setupSchema.shape.code.parse(text)).toBe('A7BK-Q2ZM'),
  )
})
