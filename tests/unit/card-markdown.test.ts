import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMarkdown, picturesIn, renderMarkdown, withoutLostPictures } from '#shared/card/markdown.ts'

const SIZE = 'width="320" height="200" loading="lazy" decoding="async"'
/** Every tag that is allowed in the output, with all its allowed attributes. */
const TAGS = new RegExp(
  `^</?(?:${[
    /p|br|h[2-6]|strong|em|s|ul|ol|li|blockquote|hr|pre|table|thead|tbody|tr/,
    /code(?: class="language-[^"<>]*")?/,
    /t[hd](?: style="text-align:(?:left|right|center)")?/,
    /a(?: href="\/[^"]*"(?: title="[^"]*")?)?/,
    /a href="tel:(?:110|96110)"/,
    /div(?: class="table" role="region" tabindex="0" aria-label="表格")?/,
    /ol start="\d+"/,
    new RegExp(`img src="/api/cards/pictures/[0-9a-f-]{36}" alt="[^"]*" ${SIZE}`),
  ]
    .map(({ source }) => source)
    .join('|')})>$`,
)

const OWN = '01993e2a-1111-7222-8333-123456789012'
const FOREIGN = '01993e2a-9999-7222-8333-123456789012'
const pictures = new Map([[OWN, { width: 320, height: 200 }]])
const check = (text: string) => checkMarkdown(text, new Set(pictures.keys()))
const render = (text: string) => renderMarkdown(text, pictures)

describe('what is refused', () => {
  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a tag in a line', '文字 <b>粗</b> 文字'],
    ['a handler', '<img src=x onerror=alert(1)>'],
    ['a comment', '<!-- x -->'],
    ['a frame in a list', '- <iframe src="/x"></iframe>'],
    ['a tag in a table', '| a |\n|---|\n| <i>x</i> |'],
    ['a script link', '[点](javascript:alert(1))'],
    ['a script link in disguise', '[点](JaVaScRiPt&colon;alert(1))'],
    ['a data link', '[点](data:text/html,x)'],
    ['an outside link', '[点](https://evil.example/)'],
    ['an outside link without a scheme', '[点](//evil.example/)'],
    ['an outside link with a backslash', '[点](/\\evil.example/)'],
    ['a bare host', '[点](evil.example)'],
    ['an address in brackets', '<https://evil.example>'],
    ['a mail address', '<a@b.example>'],
    ['a link by reference', '[点][x]\n\n[x]: https://evil.example'],
    ['a reference nobody uses', '[x]: https://evil.example'],
    ['a number that is none of the two', '[打](tel:13812345678)'],
    ['the API', '[点](/api/session)'],
    ['the office', '[点](/console/members)'],
    ['the office by a way round', '[点](/x/../console)'],
    ['the office by an escaped way round', '[点](/scams/%2e%2E/console)'],
    ['the office by an escaped slash', '[点](/x/..%2fconsole)'],
    ['the office with an escaped letter', '[点](/%63onsole)'],
    ['the office escaped twice', '[点](/%2563onsole)'],
    ['the office escaped more often than anybody would', `[点](/%${'25'.repeat(9)}63onsole)`],
    ['the office with a tab', '[点](/con%09sole)'],
    ['the office in capitals', '[点](/CONSOLE/members)'],
    ['the office with a full stop behind it', '[点](/console。)'],
    ['the office with a quote before it', '[点](/“console”)'],
    ['the API by a way round', '[点](/cards/../api/session)'],
    ['the API through a dot', '[点](/./api/session)'],
    ['files of the build by a way round', '[点](/x/../_nuxt/a.js)'],
    ['sockets', '[点](/socket.io/?EIO=4)'],
    ['another site by a way round', '[点](/x/..//evil.example)'],
    ['another site by an escaped slash', '[点](/%2fevil.example)'],
    ['another site by an escaped backslash', '[点](/%5cevil.example)'],
    ['another site by a way round and a backslash', '[点](/x/..%5cevil.example)'],
    ['escapes that mean nothing', '[点](/scams/%zz)'],
    ['an outside picture', '![图](https://evil.example/a.png)'],
    ['a picture in the text', '![图](data:image/png;base64,AAAA)'],
    ["another card's picture", `![图](picture:${FOREIGN})`],
    ['a picture without words', `![ ](picture:${OWN})`],
    ['a picture of the site', '![图](/icon.svg)'],
  ])('%s', (_what, text) => {
    expect(check(text).length).toBeGreaterThan(0)
    // As a block of its own further down, it is reported with its line.
    const [first] = check(`第一行\n第二行\n\n${text}`)
    expect(first!.line).toBeGreaterThanOrEqual(4)
    expect(first!.message).toMatch(/[一-鿿]/)
  })

  it('names the line within a paragraph', () => {
    expect(check('一\n二\n三 <b>\n四').map(({ line }) => line)).toEqual([3])
    expect(check('- 一\n- 二\n- [三](http://x.example)').map(({ line }) => line)).toEqual([3])
  })
})

describe('what is allowed', () => {
  it.each([
    '# 标题',
    '**粗** *斜* ~~删~~',
    '- 一\n- 二\n  - 三',
    '1. 一\n2. 二',
    '> 引用',
    '| 真 | 假 |\n|---|---|\n| 一 | 二 |',
    '---',
    '`<b>` 是代码',
    '1 < 2，3 > 2',
    'a <3 b',
    '[骗局](/scams/task-rebate)',
    '[卡](/cards/01993e2a-1111-7222-8333-123456789012)',
    '[首页](/)',
    '[找](/scams?audience=elder)',
    '[打](tel:96110)',
    '[打](tel:110)',
    `![截图](picture:${OWN})`,
    `[看][x]\n\n[x]: /help`,
  ])('%s', (text) => expect(check(text)).toEqual([]))
})

describe('what is shown', () => {
  it('is formatting, our links and our pictures', () => {
    expect(render('**粗** [骗局](/scams/task-rebate)')).toBe(
      '<p><strong>粗</strong> <a href="/scams/task-rebate">骗局</a></p>\n',
    )
    expect(render(`![截图](picture:${OWN} "题")`)).toBe(
      `<p><img src="/api/cards/pictures/${OWN}" alt="截图" ${SIZE}></p>\n`,
    )
    expect(render('一\n二')).toBe('<p>一<br>\n二</p>\n')
  })

  it('begins headings below the title of the page and leaves no step out', () => {
    expect(render('### 大\n\n##### 小\n\n### 大')).toBe('<h2>大</h2>\n<h3>小</h3>\n<h2>大</h2>\n')
  })

  it('lets a wide table slide', () =>
    expect(render('| 真 |\n|---|\n| 一 |')).toMatch(
      /^<div class="table" role="region" tabindex="0"[^>]*><table>[\s\S]*<\/table><\/div>\n$/,
    ))

  it('is nothing of what is refused, even before it is', () => {
    expect(render('<script>alert(1)</script>')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n')
    expect(render('[点](javascript:alert(1)) 和 [看](https://evil.example)')).toBe('<p>点 和 看</p>\n')
    expect(render(`![图](picture:${FOREIGN}) ![图](https://evil.example/a.png)`)).toBe('<p>图 图</p>\n')
  })

  it("never holds a tag, an attribute or an address of anybody's choice", () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '(',
      ')',
      '[',
      ']',
      '!',
      '\n',
      '\n\n',
      ' ',
      '`',
      '*',
      '#',
      '|',
      '&lt;',
      '&#106;',
      'javascript:',
      'data:text/html,',
      'https://evil.example/',
      '//evil.example',
      'picture:',
      OWN,
      FOREIGN,
      '/scams',
      'onerror=',
      'script',
      'img src=x',
      'style=',
      '```',
      '[x]: ',
      '文字',
      '---',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        (text) => {
          const html = render(text)
          for (const [tag] of html.matchAll(/<[^>]*>/g)) {
            expect(tag).toMatch(TAGS)
            expect(tag).not.toMatch(/href="\/\//)
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

it('knows the pictures of a text, and puts words in the place of lost ones', () => {
  const text = `![一](picture:${OWN})\n\n\`![二](picture:${FOREIGN})\`\n\n![三](picture:${FOREIGN})`
  expect(picturesIn(text)).toEqual([OWN, FOREIGN])
  expect(withoutLostPictures(`![一](picture:${OWN}) ![三](picture:${FOREIGN})`, new Set([OWN]))).toBe(
    `![一](picture:${OWN}) （图片已删除：三）`,
  )
})
