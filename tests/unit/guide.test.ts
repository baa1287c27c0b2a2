/** The manual must match the site: its names, links and pictures are looked up in the sources. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { findLongSentences } from '#shared/content/check/sentences.ts'
import { findAsciiPunctuation } from '#shared/content/punctuation.ts'
import { readChapter } from '#shared/guide/chapter.ts'
import { GUIDE_PICTURES, GUIDE_SIZES } from '#shared/guide/pictures.ts'
import { GUIDE_SHOTS } from '../../scripts/screenshot-list.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string) => readFileSync(ROOT + file, 'utf8')
const FILES = globSync('content/guide/*.md', { cwd: ROOT }).sort()
const CHAPTERS = FILES.map((file) => ({ file, text: read(file), chapter: readChapter(file, read(file)) }))

/** The visible text: without code, addresses and Markdown. */
const prose = (text: string) =>
  text
    .replace(/^---\n[^]*?\n---\n/, '')
    .replace(/```[^]*?```/g, '')
    .replace(/`[^`\n]*`/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\|[\s:|-]+\|$/gm, '')
    .replace(/[|#*]|^\s*(?:\d+\.|-)\s/gm, '\n')

/** Parts of the sources in which a name may appear: texts of templates, attributes and strings. */
const PIECES = new Set(
  ['components', 'layouts', 'pages', 'composables', 'shared']
    .flatMap((folder) => globSync(`${folder}/**/*.{vue,ts}`, { cwd: ROOT }))
    .flatMap((file) =>
      read(file)
        .replace(/<style[^]*<\/style>/, '')
        .split(/[<>{}$'"`\n]/),
    )
    .map((piece) => piece.trim())
    .filter(Boolean),
)
const isOnAPage = (name: string) => PIECES.has(name)

/** `pages/a/[id].vue` → the addresses it answers. */
const PAGES = globSync('pages/**/*.vue', { cwd: ROOT }).map(
  (file) =>
    new RegExp(
      `^/${file
        .replace(/^pages\/|\.vue$/g, '')
        .replace(/(^|\/)index$/, '')
        .replace(/\[\w+\]/g, '[^/]+')}$`,
    ),
)

describe('the manual', () => {
  it('says how the name of a backup differs from local time', () => {
    expect(read('scripts/backup.ts')).toContain('new Date().toISOString()')
    const local = new Date('2026-11-24T08:00:00Z').toLocaleString('en-GB', {
      timeZone: 'Asia/Shanghai',
      hour: '2-digit',
    })
    expect(Number(local) - 8).toBe(8)
    expect(read('content/guide/10-backup.md')).toContain('加上八个小时才是北京时间')
  })

  it('recommends stories that are there', () => {
    const [line] = /^.*老年人多，选.*$/m.exec(read('content/guide/08-tour.md'))!
    const titles = globSync('content/scenarios/*.yml', { cwd: ROOT }).map(
      (file) => /^title: (.+)$/m.exec(read(file))![1],
    )
    const named = [...line.matchAll(/“([^”]+)”/g)].map(([, title]) => title)
    expect(named.length).toBeGreaterThan(4)
    expect(titles).toEqual(expect.arrayContaining(named))
  })

  it('has its chapters in order, each with title, description and headings', () => {
    expect(CHAPTERS.map(({ chapter }) => chapter.number)).toEqual(CHAPTERS.map((_, at) => at + 1))
    expect(new Set(CHAPTERS.map(({ chapter }) => chapter.slug)).size).toBe(CHAPTERS.length)
    for (const { chapter } of CHAPTERS) {
      expect(chapter.title, chapter.slug).toBeTruthy()
      expect(chapter.description, chapter.slug).toBeTruthy()
      expect(chapter.contents.length, chapter.slug).toBeGreaterThan(1)
    }
  })

  it('does not take another file for a chapter', () => {
    expect(() => readChapter('README.md', '# x')).toThrow(/not a chapter/)
    expect(() => readChapter('01-hall.md', 'no front matter')).toThrow(/not a chapter/)
  })

  describe.each(CHAPTERS)('$file', ({ text, chapter }) => {
    it('names nothing in 「」 that stands on no page', () => {
      const names = [...text.matchAll(/「([^」]+)」/g)].map(([, name]) => name!)
      expect(names.filter((name) => !isOnAPage(name))).toEqual([])
    })

    it('has full-width punctuation and short sentences', () => {
      const words = [chapter.title, chapter.description, prose(text)]
      expect(words.flatMap((each) => findAsciiPunctuation(each)).map(({ near }) => near)).toEqual([])
      expect(words.flatMap((each) => findLongSentences(each)).map(({ message }) => message)).toEqual([])
      expect(prose(text)).not.toMatch(/你/)
    })

    it('links to pages of this site that are there', () => {
      for (const [, href] of chapter.html.matchAll(/<a href="([^"]*)"/g)) {
        const path = href!.replace(/[?#].*$/, '')
        expect(
          PAGES.some((page) => page.test(path)),
          href,
        ).toBe(true)
        const slug = /^\/guide\/(.+)$/.exec(path)?.[1]
        if (slug) expect(CHAPTERS.map((each) => each.chapter.slug)).toContain(slug)
      }
    })

    it('gives its headings the ids of its contents', () => {
      expect([...chapter.html.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id)).toEqual(
        chapter.contents.map(({ id }) => id),
      )
    })
  })
})

describe('what the checks of the manual would find', () => {
  it('a button that is called otherwise, or is only part of a sentence', () => {
    expect(isOnAPage('连接新屏')).toBe(true)
    expect(isOnAPage('连接旧屏')).toBe(false)
    expect(isOnAPage('结束后不能恢复')).toBe(false)
  })

  it('a page that is not there', () => {
    expect(PAGES.some((page) => page.test('/guide/hall'))).toBe(true)
    expect(PAGES.some((page) => page.test('/no-such-page'))).toBe(false)
  })
})

describe('pictures of the manual', () => {
  const shown = CHAPTERS.flatMap(({ text }) =>
    [...text.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)].map(([, alt, file]) => ({
      alt: alt!,
      name: file!.replace(/\.png$/, ''),
    })),
  )

  it('are each made by the script, shown once, and described', () => {
    expect(shown.map(({ name }) => name).sort()).toEqual(Object.keys(GUIDE_PICTURES).sort())
    expect(GUIDE_SHOTS.map(({ name }) => name).sort()).toEqual(Object.keys(GUIDE_PICTURES).sort())
    for (const { alt, name } of shown) expect(alt.length, name).toBeGreaterThan(8)
  })

  it('lie in public/guide, small, in the size the page reserves for them', () => {
    expect(
      globSync('public/guide/*', { cwd: ROOT })
        .map((file) => file.replaceAll('\\', '/'))
        .sort(),
    ).toEqual(
      Object.keys(GUIDE_PICTURES)
        .map((name) => `public/guide/${name}.png`)
        .sort(),
    )
    for (const [name, size] of Object.entries(GUIDE_PICTURES)) {
      const file = `${ROOT}public/guide/${name}.png`
      expect(statSync(file).size, name).toBeLessThanOrEqual(150 * 1024)
      const { width, height } = PNG.sync.read(readFileSync(file))
      expect([width, height], name).toEqual([...GUIDE_SIZES[size]])
    }
  })

  it('say in the text how large they are', () => {
    const hall = CHAPTERS.find(({ chapter }) => chapter.slug === 'hall')!.chapter.html
    expect(hall).toMatch(/<img src="\/guide\/hall-pairing\.png" alt="[^"]+" width="1280" height="720" loading="lazy"/)
  })
})
