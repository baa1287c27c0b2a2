import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byName } from '#shared/order.ts'

const sorted = (...names: string[]) => names.toReversed().sort(byName)

describe('the order of names', () => {
  it.each([
    [['一号', '二号', '三号', '十号', '十一号', '二十号', '一百零五号']],
    [['屏1', '屏2', '屏10', '屏１１']],
    [['第一批传单', '第二批传单', '第三批传单', '第十批传单']],
    [['安老师', '陈警官', '李四', '王五', '张三', '赵六']],
    [['二〇二五年', '2026年', '二〇二七年']],
    [['3号楼二单元', '3号楼十单元', '12号楼一单元']],
    [['百货大楼', '千岛湖', '万里']],
    [['A座2层', 'A座10层', 'B座1层']],
    // White space does not count.
    [['屏1', '屏2', '屏10', '屏 11', '屏12']],
    [['3 号楼 2 单元', '3号楼10单元', '12 号楼 1 单元']],
    // Two numbers stay two.
    [['A1 2', 'A12']],
    [['一号楼', '两号楼', '三号楼', '两百号']],
    [['壹号', '贰号', '叁号', '肆号', '伍号', '陆号', '柒号', '捌号', '玖号', '拾号', '拾壹号', '贰拾号']],
    [['一号', '贰号', '3号', '肆号']],
    [['滨江壹号', '滨江贰号', '滨江叁号']],
    [['屏一', '屏贰', '屏三', '屏陆（入口）', '屏10']],
    [['三号楼贰单元', '三号楼三单元', '三号楼陆单元', '三号楼拾单元']],
    [['第两组', '第叁组', '第陆组']],
    // The same characters as words and surnames: by their sound.
    [['陈警官', '陆某', '王五', '伍老师', '伍某', '张三']],
    [['李组长', '陆组长', '王组长', '伍室友', '伍组长']],
    [['大陆', '队伍', '两岸', '陆家嘴', '陆巷']],
    [['马大陆', '张陆']],
  ])('is natural: %j', (names) => {
    expect(sorted(...names)).toEqual(names)
  })
  it('puts numbers before words, and never takes two names for one', () => {
    expect(sorted('1号', '一号', '阿')).toHaveLength(3)
    expect(byName('1号', '一号')).not.toBe(0)
    expect(sorted('阿', '9号')).toEqual(['9号', '阿'])
  })
  it('is one order: the same from whatever it starts', () => {
    const name = fc.string({ unit: fc.constantFrom(...'一二三十百零〇1290屏号楼a Ａ１'), maxLength: 6 })
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(byName(a, b))).toBe(-Math.sign(byName(b, a)) + 0)
        if (byName(a, b) <= 0 && byName(b, c) <= 0) expect(byName(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
