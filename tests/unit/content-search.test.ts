import * as fc from 'fast-check'
import { pinyin } from 'pinyin-pro'
import { describe, expect, it } from 'vitest'
import { createSearch, toSearchDocs, tokenize } from '#shared/content/search.ts'
import { checkProject } from '../../scripts/content-check.ts'

const { scams } = checkProject(process.cwd(), '2026-11-23')
const docs = toSearchDocs(scams, text => pinyin(text, { toneType: 'none', type: 'array' }))
const search = createSearch(docs)

describe('search over the library', () => {
  it.each([
    ['刷单', 'task-rebate'], ['shuadan', 'task-rebate'], ['sd', 'task-rebate'], ['ShuaDan', 'task-rebate'], ['shuadn', 'task-rebate'],
    ['刷弹', 'task-rebate'], ['客服 退款', 'fake-customer-service'], ['客服，退款', 'fake-customer-service'], ['kefu', 'fake-customer-service'],
    ['公检法', 'fake-authority'], ['安全账户', 'fake-authority'], ['gjf', 'fake-authority'], ['杀猪盘', 'romance'], ['征信', 'fake-credit-report'],
    ['贷款', 'fake-loan'], ['稳赚', 'fake-investment'], ['皮肤', 'game-trade'], ['换脸', 'fake-acquaintance'], ['门票', 'fake-shopping'],
  ])('finds for %s first %s', (query, id) => {
    expect(search(query)[0]).toBe(id)
  })

  it('finds every type first by its full title, and by that title in pinyin', () => {
    const ids = scams.map(({ id }) => id)
    expect(scams.map(({ title }) => search(title)[0])).toEqual(ids)
    expect(scams.map(({ title }) => search(pinyin(title, { toneType: 'none', type: 'array' }).join(''))[0])).toEqual(ids)
  })

  it('forgives one mistyped character in a title of three or more', () => {
    fc.assert(fc.property(fc.constantFrom(...scams), fc.nat(), (scam, at) => {
      const characters = [...scam.title]
      characters[at % characters.length] = '龘'
      expect(search(characters.join(''))[0]).toBe(scam.id)
    }))
  })

  it.each(['天气预报', '保健品', '红烧肉'])('finds nothing for %s, which the library does not tell of', (query) => {
    expect(search(query)).toEqual([])
  })

  it('answers any query, and nothing for nothing', () => {
    expect(search('')).toEqual([])
    expect(search(' ，。')).toEqual([])
    expect(search('龘')).toEqual([])
    const ids = new Set(scams.map(({ id }) => id))
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (query) => {
      const found = search(query)
      expect(new Set(found).size).toBe(found.length)
      expect(found.every(id => ids.has(id))).toBe(true)
    }))
  })

  it('carries a library small enough to send with the page', () => {
    expect(new TextEncoder().encode(JSON.stringify(docs)).length).toBeLessThan(40_000)
  })
})

describe('tokenize', () => {
  it('cuts Chinese into characters and pairs and keeps Latin words whole', () => {
    expect(tokenize('刷单App，１１０')).toEqual(['刷', '单', '刷单', 'app', '110'])
  })
})
