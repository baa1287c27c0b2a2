import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PASSWORD_MAX, PASSWORD_MIN, passwordFault } from '#shared/member/password.ts'
import { joinSchema } from '#shared/member/input.ts'
import { credentialsSchema } from '#shared/member/member.ts'
import { setupSchema } from '#shared/member/setup.ts'

describe('passwords', () => {
  it.each([
    '1234567890',
    '12345678910',
    'Password123!',
    'qwertyuiop',
    'QwertyUIOP!!',
    '1111111111',
    'abcabcabcabc',
    'abcdefghijk',
    '9876543210',
    'woaini1314!',
    'jinmeiting1',
    '1234567890ab',
  ])('refuses %s, which is tried first', (password) => {
    expect(passwordFault(password)).toContain('太常见')
  })

  it.each(['correct horse staple', '米面油盐酱醋茶要七样', 'xK9-mule-tin-47', 'a password of my own'])(
    'accepts %s',
    (password) => {
      expect(passwordFault(password, 'wangli')).toBeUndefined()
    },
  )

  it('counts characters, not code units', () => {
    expect(passwordFault('🐟'.repeat(3) + '春江水暖鸭')).toContain('现在是 8 个')
    expect(passwordFault('山高水长'.repeat(40))).toContain(`最多 ${PASSWORD_MAX}`)
  })

  it('refuses whatever contains the account name, in any case', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9][a-z0-9._-]{2,31}$/),
        fc.string(),
        fc.string(),
        (login, before, after) => {
          expect(
            passwordFault(`${before}${login.toUpperCase()}${after}`.padEnd(PASSWORD_MIN, '鱼'), login),
          ).toBeDefined()
        },
      ),
    )
  })
})

describe('setup form', () => {
  const form = {
    code: 'ab23 cd45',
    stationName: ' 城东社区警务室 ',
    hallName: '体验馆',
    login: ' WangLi ',
    name: '王力',
    password: 'correct horse staple',
  }

  it('reads what people type as what was meant', () => {
    expect(setupSchema.parse(form)).toMatchObject({
      code: 'AB23-CD45',
      stationName: '城东社区警务室',
      login: 'wangli',
    })
    expect(setupSchema.parse({ ...form, code: 'ab23－cd45' }).code).toBe('AB23-CD45')
    expect(setupSchema.parse({ ...form, code: 'ａｂ２３　ｃｄ４５' }).code).toBe('AB23-CD45')
  })

  it.each(['ＺhouJG', 'ZhouJG ', '\u3000zhoujg', '\u200Bzhoujg'])(
    'and the log-in read the account %j alike',
    (login) => {
      expect(setupSchema.parse({ ...form, login }).login).toBe('zhoujg')
      expect(joinSchema.parse({ ...form, login }).login).toBe('zhoujg')
      expect(credentialsSchema.parse({ login, password: 'x' }).login).toBe('zhoujg')
    },
  )

  it('names every field that is wrong, in Chinese', () => {
    const failed = setupSchema.safeParse({
      code: '',
      stationName: '',
      hallName: '馆'.repeat(41),
      login: '王力',
      name: ' ',
      password: 'short',
    })
    const fields = Object.fromEntries(failed.error!.issues.map((issue) => [issue.path.join('.'), issue.message]))
    expect(Object.keys(fields).sort()).toEqual(['code', 'hallName', 'login', 'name', 'password', 'stationName'])
    for (const message of Object.values(fields)) expect(message).toMatch(/[一-鿿]/)
  })
})
