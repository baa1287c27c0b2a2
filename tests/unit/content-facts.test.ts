/** What our own content must say where it was once wrong or silent, in the files as they are. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContent, today } from '../../scripts/content-files.ts'

const root = join(import.meta.dirname, '../..')
const { scams, items, scenarios, panels, laws } = readContent(root, today())
const scam = (id: string) => scams.find((each) => each.id === id)!
const law = (id: string) => laws.find((each) => each.id === id)!
const textOf = (value: unknown) => JSON.stringify(value)

describe('a law', () => {
  it('names both crimes of those who pass money on', () => {
    expect(law('aiding-crime').statute).toMatch(/帮助信息网络犯罪活动罪.*掩饰、隐瞒犯罪所得罪/)
    expect(law('aiding-crime').text).toMatch(/最高判三年.*三到七年/)
  })

  it('of joint punishment has its full title, and says who is meant and what it means', () => {
    const { statute, text } = law('joint-punishment')
    expect(statute).toBe('《电信网络诈骗及其关联违法犯罪联合惩戒办法》')
    for (const said of ['受过刑罚', '公安认定', '三个、三次或三人', '柜台', '支付账户停用', '不能开新户', '最长五年'])
      expect(text).toContain(said)
  })

  it('of lending accounts stands with its penalty', () => {
    expect(law('account-penalties')).toMatchObject({
      article: 44,
      text: expect.stringMatching(/1到10倍.*20万元.*15天/),
    })
    expect(scam('account-lending').laws).toEqual(
      expect.arrayContaining(['no-lending-accounts', 'account-penalties', 'aiding-crime', 'joint-punishment']),
    )
  })

  it.each(['health-product', 'pension-investment'])('of the market holds for what is sold face to face (%s)', (id) => {
    const statutes = scam(id).laws!.map((each) => law(each).statute)
    expect(statutes.join()).not.toContain('反电信网络诈骗法')
    expect(statutes.join()).toMatch(/消费者权益保护法/)
    expect(textOf(scam(id).afterTransfer)).toContain('12315')
  })
})

describe('advice', () => {
  it('on work abroad trusts the licence of the company and the kind of visa, and knows the consular number', () => {
    const { before, afterTransfer, genuine } = scam('overseas-job')
    expect(before.join()).toMatch(/经营资格.*工作签证/)
    expect(afterTransfer.join()).toContain('+86-10-12308')
    expect(genuine.text).toMatch(/光有合同、光有同村人做伴，还不算数/)
  })

  it('on the cards in one’s name leads to all operators at once', () => {
    const told = [scam('account-lending'), items.find(({ id }) => id === 'fake-authority-lq')]
    for (const each of told) expect(textOf(each)).toContain('一证通查')
  })

  it('on calls from 96110 allows an area code and no sign of another country', () => {
    for (const each of [scam('fake-authority'), items.find(({ id }) => id === 'fake-authority-jc')])
      expect(textOf(each)).toMatch(/96110[^。]*前面可能带区号.*带(?:着|)00、加号的不是它/)
  })

  it('is told to those who are called, and no minor sells an account', () => {
    const order = items.find(({ id }) => id === 'fake-teacher-rf')!
    expect(textOf(order)).not.toMatch(/骗子(?:是|会)?怎么|下手|套人/)
    const [, age] = /您(\d+)岁/.exec(scenarios.find(({ id }) => id === 'game-trade')!.role) ?? []
    expect(Number(age)).toBeGreaterThanOrEqual(18)
    expect(textOf([scam('game-trade'), scenarios])).toContain('未成年人不买卖账号')
  })

  it('uses no name that is close to a real market', () => {
    expect(textOf([scams, items, scenarios])).not.toMatch(/畅易|changyi/)
  })
})

it('a scenario has what is left right: what was paid and earned, to the yuan', () => {
  const { purse, nodes } = scenarios.find(({ id }) => id === 'task-rebate')!
  const paid = [980, 2980, 5960, 9920].reduce((sum, each) => sum + each, 0)
  // Three likes, then 300元 that came back as 360元.
  const left = purse - paid + 15 + 60
  expect(textOf(nodes)).toContain(`手机里只剩${left}元`)
})

it('a panel for the wall says at a glance what it means', () => {
  const { title, message } = panels.find(({ id }) => id === 'genuine-message')!
  expect([title, message]).toEqual(['真消息不怕问', '多问一句，真假就清楚。'])
})

it('the manual tells that the time in a file’s name is behind ours', () => {
  expect(readFileSync(join(root, 'content/guide/10-backup.md'), 'utf8')).toMatch(/加上八个小时才是北京时间/)
})
