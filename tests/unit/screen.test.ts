import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '#shared/content/item.ts'
import { createScreenSchema } from '#shared/screen/pairing.ts'
import { fitsScreen, SAMPLE_MS, sampleAt } from '#shared/screen/sample.ts'

const item = (id: string, ...texts: string[]) => ({ id, sender: { name: '某人', avatar: '某' }, messages: texts.map((text) => ({ from: 'them', text })) }) as Item
const form = { name: '入口大屏', zone: '', campaignId: null }

describe('pairing form', () => {
  it.each(['123456', ' 123 456 ', '１２３４５６', '123-456', '12 34 ５６'])('reads %j', (code) => {
    expect(createScreenSchema.parse({ ...form, code }).code).toBe('123456')
  })
  it.each(['', '12345', '1234567', 'abcdef', '12345六', '1'.repeat(50)])('refuses %j at its field', (code) => {
    expect(createScreenSchema.safeParse({ ...form, code }).error?.issues[0]).toMatchObject({ path: ['code'], message: '请填写屏幕上的六位数字' })
  })
})

describe('the quiz of the moment', () => {
  const bank = Array.from({ length: 20 }, (_, n) => item(`item-${n}`, '短短的一句'))
  it('is the same on all screens, changes after its time, and shows each item before one comes again', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: SAMPLE_MS - 1 }), (time, within) => {
      const slot = Math.floor(time / SAMPLE_MS) * SAMPLE_MS
      expect(sampleAt(bank, slot + within)).toBe(sampleAt(bank.toReversed(), slot))
      expect(new Set(bank.map((_, n) => sampleAt(bank, slot + n * SAMPLE_MS))).size).toBe(bank.length)
    }))
  })
  it('leaves out what cannot be read in passing', () => {
    expect(fitsScreen(item('long', '长'.repeat(97)))).toBe(false)
    expect(fitsScreen(item('many', '一', '二', '三', '四'))).toBe(false)
    expect(sampleAt([item('long', '长'.repeat(97))], 0)).toBeUndefined()
  })
})
