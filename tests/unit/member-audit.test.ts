import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditSentence } from '#shared/member/audit.ts'
import { safeNext } from '#shared/member/next.ts'
import { isOwnWrite } from '#server/http/same-origin.ts'

describe('audit sentences', () => {
  it('reads like a sentence', () => {
    expect(auditSentence('campaign.close', { title: '秋季反诈进小区' })).toBe('结束了宣传活动“秋季反诈进小区”')
    expect(auditSentence('member.role', { name: '李四', from: 'volunteer', to: 'docent' })).toBe('把“李四”的角色从志愿者改为讲解员')
    expect(auditSentence('contact.report', { name: '第一批传单', quantity: 120 })).toBe('登记了触点“第一批传单”的接触：120 人次')
    expect(auditSentence('station.edit', { changed: ['hallName', 'icpNumber'] })).toBe('修改了警务室资料（改了体验馆名称、备案号）')
  })

  it('says something in Chinese about every action, known or not, whatever its detail', () => {
    const action = fc.oneof(fc.string(), fc.constantFrom('member.__proto__', 'constructor', 'campaign.fly', 'tour.create', 'member.role', 'invitation.create'))
    fc.assert(fc.property(action, fc.dictionary(fc.string(), fc.jsonValue()), (name, detail) => {
      const sentence = auditSentence(name, detail as Record<string, unknown>)
      expect(sentence).toMatch(/^[一-鿿]/)
      expect(sentence).not.toMatch(/undefined|\[object/)
    }))
    expect(auditSentence('tour.create', { name: '小学参观' })).toBe('新建了一项内容“小学参观”')
    expect(auditSentence('campaign.fly')).toBe('处理了宣传活动')
  })
})

describe('after the log-in', () => {
  it('leads only into the office', () => {
    expect(safeNext('/console/members?x=1')).toBe('/console/members?x=1')
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '/consoleevil', '/console/login?next=/console/login', '/console/../s/x', undefined, ['/console/audit']]) {
      expect(safeNext(bad)).toBe('/console')
    }
  })
})

describe('writes from another site', () => {
  it.each([
    ['POST', { host: '10.0.0.5:3000', origin: 'http://10.0.0.5:3000' }, undefined, true],
    ['POST', { host: 'hall.example', origin: 'https://hall.example' }, 'https://hall.example', true],
    ['POST', { host: 'hall.example:443', origin: 'https://hall.example' }, undefined, true],
    // A proxy that does not pass the Host header on.
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
