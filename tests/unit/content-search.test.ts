import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { pinyin } from 'pinyin-pro'
import { describe, expect, it } from 'vitest'
import { createSearch, toSearchDocs, tokenize } from '#shared/content/search.ts'
import { checkProject } from '../../scripts/content-check.ts'

const { scams } = checkProject(process.cwd(), '2026-11-23')
const docs = toSearchDocs(scams, (text) => pinyin(text, { toneType: 'none', type: 'array' }))
const search = createSearch(docs)

describe('search over the library', () => {
  it.each([
    ['刷单', 'task-rebate'],
    ['shuadan', 'task-rebate'],
    ['sd', 'task-rebate'],
    ['ShuaDan', 'task-rebate'],
    ['shuadn', 'task-rebate'],
    ['刷弹', 'task-rebate'],
    ['客服 退款', 'fake-customer-service'],
    ['客服，退款', 'fake-customer-service'],
    ['kefu', 'fake-customer-service'],
    ['公检法', 'fake-authority'],
    ['安全账户', 'fake-authority'],
    ['gjf', 'fake-authority'],
    ['杀猪盘', 'romance'],
    ['征信', 'fake-credit-report'],
    ['贷款', 'fake-loan'],
    ['稳赚', 'fake-investment'],
    ['皮肤', 'game-trade'],
    ['换脸', 'ai-impersonation'],
    ['门票', 'flight-change'],
    ['保健品', 'health-product'],
  ])('finds for %s first %s', (query, id) => {
    expect(search(query)[0]).toBe(id)
  })

  it.each([
    // As people type: without the right word, the right character or the right pinyin.
    ['shua dan', 'task-rebate'],
    ['点赞赚钱', 'task-rebate'],
    ['垫付', 'task-rebate'],
    ['兼职', 'task-rebate'],
    ['购物退款', 'fake-customer-service'],
    ['快递丢了赔钱', 'fake-customer-service'],
    ['养老', 'pension-investment'],
    ['yanglao', 'pension-investment'],
    ['以房养老', 'pension-investment'],
    ['共享屏幕', 'screen-sharing'],
    ['gong xiang ping mu', 'screen-sharing'],
    ['远程控制', 'screen-sharing'],
    ['保建品', 'health-product'],
    ['baojianpin', 'health-product'],
    ['鸡蛋 讲座', 'health-product'],
    ['租银行卡', 'account-lending'],
    ['跑分', 'account-lending'],
    ['卖电话卡', 'account-lending'],
    ['ai换脸', 'ai-impersonation'],
    ['huanlian', 'ai-impersonation'],
    ['孙子出事', 'ai-impersonation'],
    ['百万宝障', 'fake-insurance'],
    ['baiwanbaozhang', 'fake-insurance'],
    ['zhonjiang', 'fake-prize'],
    ['中奖', 'fake-prize'],
    ['班主任收费', 'fake-teacher'],
    ['ETC过期', 'fake-service-sms'],
    ['医保停用', 'fake-service-sms'],
    ['航班取消', 'flight-change'],
    ['jipiao', 'flight-change'],
    ['快递里的礼品卡', 'gift-qr'],
    ['出国打工', 'overseas-job'],
    ['追回被骗的钱', 'refund-recovery'],
    ['房租押金', 'rental-deposit'],
    ['zufang', 'rental-deposit'],
    ['zhenxin', 'fake-credit-report'],
    ['注销校园贷', 'fake-credit-report'],
    ['贷宽', 'fake-loan'],
    ['daikuan', 'fake-loan'],
    ['炒股群', 'fake-investment'],
    ['理才', 'fake-investment'],
    ['shazupan', 'romance'],
    ['网恋', 'romance'],
    ['游戏账号', 'game-trade'],
    ['领导转账', 'fake-acquaintance'],
    ['安全帐户', 'fake-authority'],
    ['公安局打电话', 'fake-authority'],
    ['学校订货', 'fake-procurement'],
    ['低价购物', 'fake-shopping'],
  ])('finds for %s among the first three %s', (query, id) => {
    expect(search(query).slice(0, 3)).toContain(id)
  })

  it('finds every type first by its full title, and by that title in pinyin', () => {
    const ids = scams.map(({ id }) => id)
    expect(scams.map(({ title }) => search(title)[0])).toEqual(ids)
    expect(scams.map(({ title }) => search(pinyin(title, { toneType: 'none', type: 'array' }).join(''))[0])).toEqual(
      ids,
    )
  })

  it('forgives one mistyped character in a title of three or more', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scams), fc.nat(), (scam, at) => {
        const characters = [...scam.title]
        characters[at % characters.length] = '龘'
        expect(search(characters.join(''))[0]).toBe(scam.id)
      }),
    )
  })

  it.each(['天气预报', '红烧肉', '菜谱', '看电影', 'football'])(
    'finds nothing for %s, which the library does not tell of',
    (query) => {
      expect(search(query)).toEqual([])
    },
  )

  it('answers any query, and nothing for nothing', () => {
    expect(search('')).toEqual([])
    expect(search(' ，。')).toEqual([])
    expect(search('龘')).toEqual([])
    const ids = new Set(scams.map(({ id }) => id))
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (query) => {
        const found = search(query)
        expect(new Set(found).size).toBe(found.length)
        expect(found.every((id) => ids.has(id))).toBe(true)
      }),
    )
  })

  it('carries a library small enough to send with the page', () => {
    const bytes = gzipSync(JSON.stringify(docs)).length
    console.log(`search index: ${(bytes / 1000).toFixed(1)} kB, gzip`)
    expect(bytes).toBeLessThan(30_000)
  })
})

describe('tokenize', () => {
  it('cuts Chinese into characters and pairs and keeps Latin words whole', () => {
    expect(tokenize('刷单App，１１０')).toEqual(['刷', '单', '刷单', 'app', '110'])
  })
})
