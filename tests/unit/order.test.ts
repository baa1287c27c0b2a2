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
