/**
 * Chapters of the manual: converts their Markdown (content/guide/) to HTML. Never imported in the browser: the parser
 * weighs 50 kB.
 */
import MarkdownIt from 'markdown-it'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { GUIDE_PICTURES, GUIDE_SIZES } from './pictures.ts'
import type { GuideChapter } from './view.ts'

/** `01-hall.md`: the number gives the order, the name is used in the address. */
const FILE = /(?:^|[/:])(\d+)-([a-z-]+)\.md$/
const FRONT_MATTER = /^---\n([^]*?)\n---\n/
const headSchema = z.object({ title: z.string(), description: z.string() })

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false })
const { rules } = parser.renderer
const escape = parser.utils.escapeHtml

/** Labels of buttons and pages, written in 「」, are shown in bold. */
rules.text = (tokens, at) => escape(tokens[at]?.content ?? '').replace(/「[^」]+」/g, '<b>$&</b>')

/**
 * Small on a phone, so the picture links to its file. Its size is set, so that the layout does not shift when it loads.
 */
rules.image = (tokens, at) => {
  const token = tokens[at]
  if (!token) return ''
  const file = String(token.attrGet('src'))
  const size = GUIDE_PICTURES[file.replace(/\.png$/, '')]
  const [width, height] = size ? GUIDE_SIZES[size] : []
  return (
    `<a class="picture ${size ?? ''}" href="/guide/${escape(file)}"><img src="/guide/${escape(file)}" ` +
    `alt="${escape(token.content)}"${width ? ` width="${width}" height="${height}"` : ''} ` +
    'loading="lazy" decoding="async"></a>'
  )
}

/** Wide tables get a scroll container that can be focused by keyboard. */
rules.table_open = () => '<div class="table" role="region" tabindex="0" aria-label="表格，可以左右滑动"><table>\n'
rules.table_close = () => '</table></div>\n'

/** @param file its name, e.g. `01-hall.md`. @throws Error if the file is not a chapter */
export function readChapter(file: string, text: string): GuideChapter {
  const [, number, slug] = FILE.exec(file) ?? []
  const [front, head] = FRONT_MATTER.exec(text) ?? []
  if (!slug || !front || head === undefined) throw new Error(`${file} is not a chapter of the manual`)
  const { title, description } = headSchema.parse(parseYaml(head))
  const tokens = parser.parse(text.slice(front.length), {})
  const contents: GuideChapter['contents'] = []
  tokens.forEach((token, at) => {
    if (token.type !== 'heading_open' || token.tag !== 'h2') return
    const id = `part-${contents.length + 1}`
    token.attrSet('id', id)
    contents.push({ id, title: tokens[at + 1]?.content ?? '' })
  })
  return {
    slug,
    number: Number(number),
    title,
    description,
    contents,
    html: parser.renderer.render(tokens, parser.options, {}),
  }
}
