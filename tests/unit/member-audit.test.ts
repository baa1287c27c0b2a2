import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editCampaignSchema, editTouchpointSchema } from '#shared/campaign/input.ts'
import { AUDIT_ACTIONS, auditSentence, OWN_ACTIONS } from '#shared/member/audit.ts'
import { safeNext } from '#shared/member/next.ts'
import { stationSchema } from '#shared/member/station-input.ts'
import { editScreenSchema } from '#shared/screen/pairing.ts'
import { isOwnWrite } from '#server/http/same-origin.ts'

const SERVER = fileURLToPath(new URL('../../server/', import.meta.url))

/** The audit actions in the server's code, as written in the calls; `contact.*` where the verb is a variable. */
function writtenActions(): string[] {
  const calls = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap(
      (path) =>
        readFileSync(SERVER + path, 'utf8').match(/\b(?:writeAudit|noteRepeated|audit)\((?:[^)]|\)(?![\n;]))*/g) ?? [],
    )
  return [
    ...new Set(
      calls.flatMap((call) =>
        [...call.matchAll(/['`]([a-z]+\.(?:[a-z_]+|\$))(?=['{])/g)].map(([, action]) => action!.replace('$', '*')),
      ),
    ),
  ]
}

describe('audit sentences', () => {
  it('has one for every action that the server writes, and none for others', () => {
    const written = writtenActions()
    const matches = (action: string) => (known: string) =>
      known === action || (action.endsWith('*') && known.startsWith(action.slice(0, -1)))
    expect(written.filter((action) => !AUDIT_ACTIONS.some(matches(action)))).toEqual([])
    expect(AUDIT_ACTIONS.filter((known) => !written.some((action) => matches(action)(known)))).toEqual([])
  })

  it.each(AUDIT_ACTIONS.filter((action) => !OWN_ACTIONS.some((own) => own === action)))(
    '%s names what was acted on',
    (action) => {
      expect(auditSentence(action, { name: '甲乙丙', role: 'docent', from: 'docent', to: 'admin' })).toContain('甲乙丙')
    },
  )

  it.each([
    ['campaign.edit', editCampaignSchema],
    ['touchpoint.edit', editTouchpointSchema],
    ['screen.edit', editScreenSchema],
    ['station.edit', stationSchema],
  ])('%s says of every field that it was changed', (action, schema) => {
    const fields = Object.keys(schema.shape).filter((field) => field !== 'revision')
    expect(
      fields.filter((field) => !auditSentence(action, { name: '甲', changed: [field] }).includes('（改了')),
    ).toEqual([])
  })

  it('reads like a sentence', () => {
    expect(auditSentence('campaign.close', { title: '秋季反诈进小区' })).toBe('结束了宣传活动“秋季反诈进小区”')
    expect(auditSentence('member.role', { name: '李四', from: 'volunteer', to: 'docent' })).toBe(
      '把“李四”的角色从志愿者改为讲解员',
    )
    expect(auditSentence('contact.report', { name: '第一批传单', quantity: 120 })).toBe(
      '登记了触点“第一批传单”的人次：120',
    )
    expect(auditSentence('contact.report', { name: '直播', quantity: 3350 })).toBe('登记了触点“直播”的人次：3,350')
    expect(auditSentence('card.publish', { title: '“领补贴”的二维码，别扫' })).toBe(
      '发布了知识卡“‘领补贴’的二维码，别扫”',
    )
    expect(auditSentence('member.refused', { name: '管理成员' })).toBe('想管理成员，角色不允许，已拒绝')
    expect(auditSentence('contact.correct', { name: '第一批传单', quantity: -20 })).toBe(
      '更正了触点“第一批传单”的人次：-20',
    )
    expect(auditSentence('invitation.accept', { name: '张三' })).toBe('用邀请链接加入（邀请时写的姓名：张三）')
    expect(auditSentence('invitation.revoke', { name: '来客' })).toBe('撤回了给“来客”的邀请')
    expect(auditSentence('invitation.revoke', { name: '来客', inviter: '王力' })).toBe('撤回了“王力”发给“来客”的邀请')
    expect(auditSentence('station.edit', { changed: ['hallName', 'icpNumber'] })).toBe(
      '修改了警务室资料（改了体验馆名称、备案号）',
    )
    expect(auditSentence('campaign.edit', { title: '秋季行动', changed: ['goalContacts', 'goalCompletions'] })).toBe(
      '修改了宣传活动“秋季行动”（改了人次目标、做完问答目标）',
    )
  })

  it('says something in Chinese about every action, known or not, whatever its detail', () => {
    const action = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'member.__proto__',
        'constructor',
        'campaign.fly',
        'tour.create',
        'member.role',
        'invitation.create',
      ),
    )
    fc.assert(
      fc.property(action, fc.dictionary(fc.string(), fc.jsonValue()), (name, detail) => {
        const sentence = auditSentence(name, detail as Record<string, unknown>)
        expect(sentence).toMatch(/^[一-鿿]/)
        expect(sentence).not.toMatch(/undefined|\[object/)
      }),
    )
    expect(auditSentence('tour.create', { name: '小学参观' })).toBe('新建了一项内容“小学参观”')
    expect(auditSentence('campaign.fly')).toBe('处理了宣传活动')
  })
})

describe('after the log-in', () => {
  it('leads only into the office', () => {
    expect(safeNext('/console/members?x=1')).toBe('/console/members?x=1')
    for (const bad of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/consoleevil',
      '/console/login?next=/console/login',
      '/console/../s/x',
      undefined,
      ['/console/audit'],
    ]) {
      expect(safeNext(bad)).toBe('/console')
    }
  })
})

describe('writes from another site', () => {
  it.each([
    ['POST', { host: '10.0.0.5:3000', origin: 'http://10.0.0.5:3000' }, undefined, true],
    ['POST', { host: 'hall.example', origin: 'https://hall.example' }, 'https://hall.example', true],
    ['POST', { host: 'hall.example:443', origin: 'https://hall.example' }, undefined, true],
    // A proxy that does not forward the Host header.
    ['POST', { host: '127.0.0.1:3000', origin: 'https://hall.example' }, 'https://hall.example', true],
    ['POST', { host: '10.0.0.5:3000' }, undefined, true],
    ['GET', { host: '10.0.0.5:3000', origin: 'https://evil.example' }, undefined, true],
    ['POST', { host: '10.0.0.5:3000', origin: 'https://evil.example' }, undefined, false],
    ['DELETE', { host: '10.0.0.5:3000', origin: 'http://10.0.0.5:8080' }, undefined, false],
    ['POST', { host: '10.0.0.5:3000', origin: 'null' }, undefined, false],
    ['PUT', { host: '10.0.0.5:3000', origin: 'http://' }, undefined, false],
    ['POST', { origin: 'https://evil.example' }, undefined, false],
  ] as const)('%s %o with PUBLIC_URL %s → %s', (method, headers, publicUrl, allowed) => {
    expect(isOwnWrite(method, headers, publicUrl)).toBe(allowed)
  })
})
