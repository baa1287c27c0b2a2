/**
 * The Markdown of knowledge cards. Plain formatting is allowed. Raw HTML, links to other sites and pictures that do not
 * belong to the card are refused when a text is saved, and removed when an unchecked text is rendered (the preview of
 * an unfinished text). Never imported in the browser: the parser weighs 50 kB.
 */
import MarkdownIt, { type Env, type Token } from 'markdown-it'
import type { BodyProblem } from './view.ts'

/** An address of the site, as the parser escapes it. `//host` is another site. */
const OWN_PATH = /^\/(?!\/)[\w\-.~%/?#=&]*$/
/** Not for readers: the API, the office, screens. Also with a quote before or a full stop behind it (page-path.ts). */
const CLOSED = /^\/[^\p{L}\p{N}_./~-]*(?:(?:api|console|setup|join|screen|socket\.io)(?![-._~]*\w)|_)/iu
const OWN_DIAL = /^tel:(?:110|96110)$/
const PICTURE = /^picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Most problems that are reported at once. */
const PROBLEMS_MAX = 20

function create(html: boolean): InstanceType<typeof MarkdownIt> {
  // A single line break is kept: people who write on a phone do not know Markdown's two spaces.
  const parser = new MarkdownIt({ html, breaks: true, linkify: false, typographer: false })
  // Otherwise the parser would treat a `javascript:` link as text and hide it from our check; which links are allowed
  // is decided below.
  parser.validateLink = () => true
  return parser
}
const HERE = 'http://here.invalid'
/** Each round takes away one level of escapes; nobody writes more of them for an honest reason. */
const ESCAPES_MAX = 4

/**
 * Whether a path leads to a page for readers, judged as browser and server will read it: `..` is followed, escapes are
 * undone until none is left. A backslash would be a slash.
 */
function isOpen(href: string): boolean {
  let path = href.replace(/[?#].*$/, '')
  try {
    for (let round = 0; round <= ESCAPES_MAX; round += 1) {
      const { origin, pathname } = new URL(path, HERE)
      const plain = decodeURIComponent(pathname)
      if (origin !== HERE || /^\/\/|\\/.test(plain) || CLOSED.test(plain)) return false
      if (plain === path) return true
      path = plain
    }
  } catch {
    // Not an address, or with escapes that mean nothing.
  }
  return false
}

/** Parses raw HTML as HTML tokens; the other parser treats it as text. */
const strict = create(true)
const plain = create(false)

const attribute = (token: Token, name: string) => String(token.attrGet(name) ?? '')
const isOwnLink = (href: string) => (OWN_PATH.test(href) && isOpen(href)) || OWN_DIAL.test(href)
const pictureIn = (token: Token) => PICTURE.exec(attribute(token, 'src'))?.[1]

/** `<script>` from `<script src=…>`, short enough for a message. */
const short = (text: string) => {
  const [line = ''] = text.trim().split('\n')
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}

function faultOf(token: Token, pictures: ReadonlySet<string>): string | undefined {
  if (token.type === 'html_block' || token.type === 'html_inline') return `不能写 HTML 代码：${short(token.content)}`
  if (token.type === 'link_open' && !isOwnLink(attribute(token, 'href')))
    return `链接 ${short(decode(attribute(token, 'href')))} 不能用，只能链接到本站的页面，或拨打 110、96110`
  if (token.type !== 'image') return undefined
  const id = pictureIn(token)
  if (!id) return `图片 ${short(decode(attribute(token, 'src')))} 不能用，请点“插入图片”上传`
  if (!pictures.has(id)) return '这张图片不属于这张卡，或已经删除，请重新插入'
  return token.content.trim() ? undefined : '请给图片写一句说明，放在方括号里'
}

/** The decoded address, if it can be decoded. */
function decode(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address
  }
}

/** Calls `see` with each token and its line number, from 1. */
function walk(tokens: readonly Token[], see: (token: Token, line: number) => void): void {
  let at = 0
  for (const token of tokens) {
    at = token.map?.[0] ?? at
    see(token, at + 1)
    let line = at
    for (const child of token.children ?? []) {
      if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1
      else see(child, line + 1)
    }
  }
}

/**
 * @param pictures ids of the card's own pictures. @returns the problems that prevent saving, in the order of the lines.
 */
export function checkMarkdown(text: string, pictures: ReadonlySet<string>): BodyProblem[] {
  const problems: BodyProblem[] = []
  const env: Env = {}
  walk(strict.parse(text, env), (token, line) => {
    const message = faultOf(token, pictures)
    if (message) problems.push({ line, message })
  })
  // `[name]: address` produces no token: an unused definition could be activated by a later edit.
  const lines = text.split('\n')
  for (const [name, { href }] of Object.entries(env.references ?? {})) {
    if (isOwnLink(href) || PICTURE.test(href)) continue
    const line = lines.findIndex((each) => each.toUpperCase().includes(`[${name}]:`)) + 1
    problems.push({
      line: Math.max(1, line),
      message: `链接 ${short(decode(href))} 不能用，只能链接到本站的页面，或拨打 110、96110`,
    })
  }
  return problems.sort((a, b) => a.line - b.line).slice(0, PROBLEMS_MAX)
}

/** Ids of the pictures that a text shows. */
export function picturesIn(text: string): string[] {
  const found = new Set<string>()
  walk(plain.parse(text, {}), (token) => {
    const id = token.type === 'image' && pictureIn(token)
    if (id) found.add(id)
  })
  return [...found]
}

/** Replaces deleted pictures by a text, so that an old version can be saved again. */
export function withoutLostPictures(text: string, pictures: ReadonlySet<string>): string {
  return text.replace(/!\[([^\]]*)\]\(picture:([0-9a-f-]{36})[^)]*\)/g, (whole, alt: string, id: string) =>
    pictures.has(id) ? whole : `（图片已删除：${alt}）`,
  )
}

export interface Size {
  width: number
  height: number
}

/** Removes forbidden content from the tokens. */
function cleanse(children: Token[], pictures: ReadonlyMap<string, Size>): Token[] {
  const dead: boolean[] = []
  return children.filter((token) => {
    if (token.type === 'link_open') dead.push(!isOwnLink(attribute(token, 'href')))
    if (token.type === 'link_open') return !dead.at(-1)
    if (token.type === 'link_close') return !dead.pop()
    if (token.type !== 'image') return true
    const id = pictureIn(token)
    const size = id ? pictures.get(id) : undefined
    if (!id || !size) {
      Object.assign(token, { type: 'text', tag: '', children: null, attrs: null })
      return true
    }
    token.attrs = [
      ['src', `/api/cards/pictures/${id}`],
      ['alt', ''],
      ['width', String(size.width)],
      ['height', String(size.height)],
      ['loading', 'lazy'],
      ['decoding', 'async'],
    ]
    return true
  })
}

/** The title of the page is the `h1`: the highest heading level of a text becomes `h2`, without gaps between levels. */
function levelHeadings(tokens: Token[]): void {
  const used = [...new Set(tokens.filter((token) => token.type === 'heading_open').map((token) => token.tag))].sort()
  for (const token of tokens)
    if (token.type.startsWith('heading_')) token.tag = `h${Math.min(6, used.indexOf(token.tag) + 2)}`
}

/** Wide tables get a scroll container that can be focused by keyboard. */
plain.renderer.rules.table_open = () => '<div class="table" role="region" tabindex="0" aria-label="表格"><table>\n'
plain.renderer.rules.table_close = () => '</table></div>\n'

/**
 * @param pictures the card's own pictures, by id. @returns HTML with nothing but formatting, links to our own pages and
 * the card's own pictures.
 */
export function renderMarkdown(text: string, pictures: ReadonlyMap<string, Size>): string {
  const env = {}
  const tokens = plain.parse(text, env)
  levelHeadings(tokens)
  for (const token of tokens) if (token.children) token.children = cleanse(token.children, pictures)
  return plain.renderer.render(tokens, plain.options, env)
}
