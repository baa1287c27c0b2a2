/** Posters, leaflets and cards, measured on the sheet: every size and design, with the shortest and longest texts. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { SLOGAN_MAX, TITLE_MAX } from '#shared/campaign/campaign.ts'
import { CARD_CALL, CODE_TEXT, HOOK_MAX, LEAFLET_DESIGNS, MARGIN } from '#shared/campaign/leaflet.ts'
import { STATION_LENGTHS } from '#shared/member/station.ts'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'
import { keysOf } from '#shared/records.ts'
import type { PrintSheet } from '../../components/campaign/print.ts'
import { useBrowser } from '../fixtures/browser.ts'
import { measureSheet } from '../fixtures/paper.ts'
import { pagesOf } from '../fixtures/pdf.ts'
import { openPrintPage } from '../fixtures/print-page.ts'
import { readQrCodes } from '../fixtures/screen-look.ts'
import { readQr } from '../fixtures/walk.ts'

const ORIGIN = 'http://paper.test'
const CODE = '9C5UR2W'
const CORNERS = ([1, 4, 8] as const).flatMap((size) => keysOf(LEAFLET_DESIGNS).map((design) => ({ size, design })))

/** A text of exactly this length, from a pattern. */
const long = (pattern: string, length: number) => pattern.repeat(length).slice(0, length)
interface Texts {
  title: string
  slogan: string
  hook?: string
  name: string
  allianceName: string
  telephone: string | null
  address: string | null
}
const longest = (pattern: string): Texts => ({
  title: long(pattern, TITLE_MAX),
  slogan: long(pattern, SLOGAN_MAX),
  hook: long(pattern, HOOK_MAX),
  name: long(pattern, STATION_LENGTHS.name),
  allianceName: long(pattern, STATION_LENGTHS.allianceName),
  telephone: long('0578-3141592，', STATION_LENGTHS.telephone),
  address: long(pattern, STATION_LENGTHS.address),
})
const USUAL: Texts = {
  title: '冬季反诈宣传进社区活动',
  slogan: '十条消息，您分得清真假吗？',
  name: '城南社区警务室',
  allianceName: '城南反诈联盟',
  telephone: '0578-3141592',
  address: '缙云县五云街道迎晖路 12 号',
}
const USUAL_HOOK = LEAFLET_DESIGNS.message.hooks[0]
const LONG = longest('反诈宣传进社区')
const TEXTS: Record<string, Texts> = {
  usual: USUAL,
  shortest: { title: '甲', slogan: '', hook: '真', name: '甲', allianceName: '甲', telephone: null, address: null },
  'longest in Chinese': LONG,
  'longest with punctuation': longest('“甲”，乙（丙）：丁。'),
  'longest in wide letters': longest('WM'),
  'longest in words': longest('anti fraud 2026 '),
  'long in the title only': { ...USUAL, title: LONG.title },
  'long in the slogan only': { ...USUAL, slogan: LONG.slogan },
  'long in the address only': { ...USUAL, address: LONG.address },
  'long in the name only': { ...USUAL, name: LONG.name },
  'long in the hook only': { ...USUAL, hook: LONG.hook },
  'longest, of a station that signs with its name': { ...LONG, allianceName: LONG.name, hook: USUAL_HOOK },
}
const ORIGINS = ['http://192.168.100.200:3000', 'https://fanzha.police.jinyun.lishui.zhejiang.example.gov.cn']

/** In millimetres, what title and slogan leave between them and a mark between itself and what is around it. */
const gaps = (page: Page) =>
  page.evaluate((mm) => {
    const near: string[] = []
    for (const piece of document.querySelectorAll('.sheet .piece')) {
      const mark = piece.querySelector('.demo')
      const box = mark?.getBoundingClientRect()
      const own = piece.getBoundingClientRect()
      if (!mark || !box || !getComputedStyle(mark, '::after').content.includes('演示') || box.width < 6 * mm)
        return ['no mark']
      if (box.top < own.top + 5 * mm || box.right > own.right - 5 * mm) near.push('the mark in the cut')
      for (const other of piece.querySelectorAll('p, h2, svg[role=img], .org img')) {
        const { left, right, top, bottom } = other.getBoundingClientRect()
        if (left < box.right && right > box.left && top < box.bottom && bottom > box.top)
          near.push(`the mark on ${other.textContent}`)
      }
      const [title, slogan] = ['.campaign .title', '.slogan'].map((one) =>
        piece.querySelector(one)?.getBoundingClientRect(),
      )
      if (title && slogan && slogan.top - title.bottom < mm) near.push('title and slogan touch')
    }
    return near
  }, 96 / 25.4)

describe('what is printed for a campaign', () => {
  let page: Page
  const browser = useBrowser(() => ORIGIN, { keep: true })
  const dark = useBrowser(() => ORIGIN, { args: ['--blink-settings=forceDarkModeEnabled=true'] })
  beforeAll(async () => {
    page = await browser.open({ viewport: { width: 900, height: 1200 } })
    await openPrintPage(page, ORIGIN)
    await page.addStyleTag({ content: "html { --demo: '演示' }" })
  })

  async function lay(
    texts: Texts,
    corner: (typeof CORNERS)[number],
    origin = ORIGINS[0]!,
    on = page,
  ): Promise<PrintSheet> {
    const { title, slogan, hook = LEAFLET_DESIGNS[corner.design].hooks[0], ...own } = texts
    const sheet: PrintSheet = {
      title,
      slogan,
      hook,
      station: { ...UNNAMED_STATION, ...own },
      origin,
      touchpoint: { id: CODE, name: CODE, code: CODE },
    }
    await on.evaluate(([one, layout]) => window.show(one, layout), [sheet, corner] as const)
    await on.waitForFunction(
      ([count, name]) =>
        document.querySelectorAll(`.sheet .piece > .${name}`).length === count &&
        [...document.querySelectorAll<HTMLImageElement>('.sheet img')].every((one) => one.complete),
      [corner.size, corner.design] as const,
    )
    return sheet
  }

  const count = (selector: string) => page.locator(`.sheet ${selector}`).count()

  it.each(Object.entries(TEXTS))('has room for texts that are %s', async (_name, texts) => {
    for (const origin of ORIGINS)
      for (const corner of CORNERS) {
        const where = `${corner.design}, ${corner.size} to a sheet, ${origin}`
        const { station, hook } = await lay(texts, corner, origin)
        const { faults, smallest, pieces, text } = await measureSheet(page, MARGIN)
        expect(faults, where).toEqual([])
        expect(smallest, where).toBeGreaterThanOrEqual(9)
        expect(pieces, where).toBe(corner.size)
        // A figure without its words, or as small as a sign among the hotlines, is less than none.
        if (corner.size !== 8) expect(await count('.bubble'), where).toBe(await count('.figure'))
        expect(await count('footer img'), where).toBe(0)
        expect(await gaps(page), where).toEqual([])
        expect(text, where).toContain(corner.size === 8 ? CARD_CALL : CODE_TEXT.call)
        const told = [hook, station.allianceName, station.name, station.telephone, station.address, '96110', '110']
        for (const each of told) expect(text, where).toContain((each ?? '').replace(/\s/g, ''))
        const code = page.locator('.sheet svg[role=img]')
        expect(await readQr(code.first()), where).toBe(`${origin}/s/${CODE}`)
      }
  })

  it('shows the campaign, its picture and its typed address where texts are of usual length', async () => {
    for (const corner of CORNERS) {
      await lay(USUAL, corner)
      const { text } = await measureSheet(page, MARGIN)
      expect(text).toContain(USUAL.title)
      expect(text).toContain(`192.168.100.200:3000/s/${CODE}`)
      expect(await page.locator('.sheet img[src^="/leaflets/"]').count()).toBe(corner.size)
      expect(text).toContain(USUAL.slogan)
    }
  })

  it('has room on a card for picture, slogan and typed address where one text is at its longest', async () => {
    const longest = { title: LONG.title, slogan: LONG.slogan, name: LONG.name, address: LONG.address }
    for (const field of keysOf(longest))
      for (const design of keysOf(LEAFLET_DESIGNS)) {
        const texts = { ...USUAL, [field]: longest[field] }
        await lay(texts, { size: 8, design })
        const { text } = await measureSheet(page, MARGIN)
        const where = `${design}, long in the ${field}`
        // An address of 80 characters takes the lines of the slogan, which goes first.
        const told = [texts.title, `192.168.100.200:3000/s/${CODE}`, ...(field === 'address' ? [] : [texts.slogan])]
        for (const each of told) expect(text, where).toContain(each)
        expect(await page.locator('.sheet .main img[src^="/leaflets/"]').count(), where).toBe(8)
      }
  })

  it('keeps the words of a title whole, and gives the strip of a card its margins', async () => {
    const title = '城南街道2026年冬季“守好钱袋子”反诈进小区宣传月'
    for (const corner of CORNERS) {
      await lay({ ...USUAL, title }, corner)
      const where = `${corner.design}, ${corner.size} to a sheet`
      const torn = await page.locator('.sheet .title').evaluateAll((titles) =>
        ['街道', '2026年', '钱袋子', '小区', '宣传月'].filter((word) =>
          titles.some((one) => {
            const lines = new Set<number>()
            const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT)
            const spots: { node: Node; at: number; char: string }[] = []
            for (let node = walker.nextNode(); node; node = walker.nextNode())
              [...(node.textContent ?? '')].forEach((char, at) => {
                if (char.trim()) spots.push({ node, at, char })
              })
            const start = spots
              .map(({ char }) => char)
              .join('')
              .indexOf(word)
            for (const { node, at } of spots.slice(start, start + word.length)) {
              const range = document.createRange()
              range.setStart(node, at)
              range.setEnd(node, at + 1)
              lines.add(Math.round(range.getBoundingClientRect().top))
            }
            return start < 0 || lines.size > 1
          }),
        ),
      )
      expect(torn, where).toEqual([])
      const close = await page.locator('.sheet .below').evaluateAll(
        (strips) =>
          strips.filter((strip) => {
            const [first, last] = [strip.firstElementChild ?? strip, strip.lastElementChild ?? strip]
            const box = strip.getBoundingClientRect()
            const above = first.getBoundingClientRect().top - box.top
            return Math.min(above, box.bottom - last.getBoundingClientRect().bottom) < (96 / 25.4) * 1.2
          }).length,
      )
      expect(close, where).toBe(0)
    }
  })

  it('keeps saying what it is at the longest texts, in a hook that takes the room left', async () => {
    const station = '缙云县公安局五云派出所金梅亭社区（含周村、上东村、溪滨）综合警务工作站'
    const texts = {
      title: '2026年冬季“反诈进万家”——缙云县五云街道社区（村）、企业、学校联合宣传周活动',
      slogan:
        '别人说“安全账户”“保证金”“解冻费”，都先停一停、问一问：您真的认识电话那头的人吗？拿不准就打96110，家里人一起来',
      name: station,
      allianceName: station,
      telephone: '0578-3141592，0578-3141593转8',
      address:
        '浙江省丽水市缙云县五云街道金梅亭社区迎晖路128弄12幢1单元一楼便民服务中心东侧警务室（公交2路金梅亭站下车，往北走两百米左右就到）',
    }
    const hookOf = () =>
      page
        .locator('.sheet h2')
        .first()
        .evaluate((h2) => Number.parseFloat(getComputedStyle(h2).fontSize) * 0.75)
    for (const corner of CORNERS) {
      await lay(texts, corner)
      const where = `${corner.design}, ${corner.size} to a sheet`
      const { text, faults } = await measureSheet(page, MARGIN)
      expect(faults, where).toEqual([])
      expect(text, where).toContain(texts.title)
      expect(await hookOf(), where).toBeGreaterThan(corner.size === 8 ? 14 : 20)
      if (corner.size === 8) expect(text.split(station), where).toHaveLength(2)
      expect(await count('.figure'), where).toBe(corner.size === 8 ? 0 : corner.size)
      expect(await count('.bubble'), where).toBe(corner.size === 8 ? 0 : corner.size)
    }
  })

  it('has its codes dark on white where the browser forces dark colours, as has the picture to share', async () => {
    const sheet = await dark.open({ viewport: { width: 900, height: 1200 } })
    await openPrintPage(sheet, ORIGIN)
    for (const corner of CORNERS) {
      await lay(USUAL, corner, ORIGINS[0], sheet)
      const codes = await readQrCodes(sheet, '.sheet svg[role=img]')
      expect(codes, `${corner.design}, ${corner.size}`).toEqual(codes.map(() => `${ORIGINS[0]}/s/${CODE}`))
      expect(codes).toHaveLength(corner.size)
    }
    await sheet.evaluate(async (link) => {
      const picture = new Image(300, 400)
      picture.id = 'shared'
      picture.src = window.picture('城东社区警务室', link)
      document.body.replaceChildren(picture)
      await picture.decode()
    }, `${ORIGIN}/s/${CODE}`)
    expect(await readQrCodes(sheet, '#shared')).toEqual([`${ORIGIN}/s/${CODE}`])
  })

  it.each(CORNERS)('is one page of A4, $size to a sheet, as $design', async (corner) => {
    await lay(LONG, corner)
    const pages = pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    expect(pages).toHaveLength(1)
    expect(Math.abs(pages[0]!.width - 210)).toBeLessThan(1)
    expect(Math.abs(pages[0]!.height - 297)).toBeLessThan(1)
  })
})
