import { dictionary } from '@zxcvbn-ts/language-common'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHINESE_WORDS } from '#server/member/chinese-words.ts'
import { passwordFault } from '#server/member/new-password.ts'
import { joinSchema, passwordChangeSchema, resetSchema } from '#shared/member/input.ts'
import { lengthFault, PASSWORD_MAX, PASSWORD_MIN } from '#shared/member/password.ts'
import { credentialsSchema } from '#shared/member/member.ts'
import { setupSchema } from '#shared/member/setup.ts'

const OWNER = { login: 'zhoujg', name: '周建国', station: ['金梅亭社区警务室', null, '缙云县', '0578-3141592'] }
const fault = (password: string) => passwordFault(password, OWNER)

describe('passwords', () => {
  it.each([
    'woaini1314520',
    'admin@123456',
    'Admin@123456',
    'Password123!',
    'P@ssw0rd2024',
    'qwertyuiop',
    'QwertyUIOP!!',
    'abcabcabcabc',
    'abcdefghijk',
    'woaini1314!',
    'wo ai ni 1314520',
    'ｗｏａｉｎｉ１３１４５２０',
    'fanzha96110',
    '1234567890ab',
    'zhangwei1990',
    'wl19880101ab',
    'qq123456789',
    '1qaz2wsx3edc',
    'beijing2008!',
    'wodemima888',
  ])('refuses %s, which is tried first', async (password) => {
    expect(await fault(password)).toContain('这个密码很容易被猜到')
  })

  it.each(['1234567890', '1111111111', '13812345678', '19880101 0101', '0578-3141592', '330724198801011234'])(
    'refuses %s, which is a number',
    async (password) => {
      expect(await fault(password)).toContain('不要只用数字')
    },
  )

  it.each([
    '周建国周建国周建国周建',
    'zhoujianguo88',
    'jianguozhou1976',
    'zjg13957012345',
    'a13957012345b',
    '金梅亭社区警务室1号',
    'jinmeitingshequ',
    'jinmeiting1',
    'jyx0578-3141592',
    '330724198801011234zj',
  ])('refuses %s, which colleagues would guess', async (password) => {
    expect(await fault(password)).toMatch(/姓名、警务室名称、电话或日期|这个密码很容易被猜到/)
  })

  it('refuses the common ones of ten characters and more, in all languages', async () => {
    const listed = Object.values(dictionary)
      .flat()
      .map(String)
      .filter((word) => word.length >= PASSWORD_MIN)
    const words = CHINESE_WORDS.filter((word) => /^[a-z]{4,}$/.test(word)).slice(0, 120)
    const tails = ['123456', '1314520', '123456789', '520520', '888888', '@123456', '5201314', '666666', '111111']
    const years = ['1976', '1988', '1990', '2008', '2024', '2026'].map((year) => `${year}!`)
    const habits = words.flatMap((word) => [...tails, ...years].map((tail) => word + tail))
    const all = [...listed, ...habits].filter((word) => [...word].length >= PASSWORD_MIN)
    expect(new Set(all).size).toBeGreaterThan(3_000)
    const accepted: string[] = []
    for (const password of all)
      if (!(await passwordFault(password, { login: '', name: '甲', station: [] }))) accepted.push(password)
    expect(accepted).toEqual([])
  }, 120_000)

  it.each([
    'correct horse staple',
    '米面油盐酱醋茶要七样',
    'xK9-mule-tin-47',
    'a password of my own',
    'one password here',
    'tall-bamboo-7-rain',
    '周末去爬山带上两瓶水',
  ])('accepts %s', async (password) => {
    expect(await fault(password)).toBeUndefined()
  })

  it('judges the longest in no time that others would notice', async () => {
    const odd = Array.from({ length: PASSWORD_MAX }, (_, at) => '@4$1!0(53'[at % 9]).join('')
    await fault('anything else')
    const before = performance.now()
    await fault(odd)
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  it('counts characters that somebody sees, not code units', () => {
    expect(lengthFault('🐟'.repeat(3) + '春江水暖鸭')).toContain('现在是 8 个')
    expect(lengthFault('山高水长'.repeat(40))).toContain(`最多 ${PASSWORD_MAX}`)
  })

  it.each([' ', '\u3000', '\u00A0', '\u2003', '\u200B', '\u3164', '\u2060', '\uFEFF', '\u00AD'])(
    'does not count %j at the ends, and a run of it as one',
    (space) => {
      expect(lengthFault(space.repeat(PASSWORD_MIN))).toContain('现在是 0 个')
      expect(lengthFault(`${space.repeat(5)}short${space.repeat(5)}`)).toContain('现在是 5 个')
      expect(lengthFault(`ab${space.repeat(12)}cd`)).toBeDefined()
      for (const [schema, field] of [
        [resetSchema, 'password'],
        [passwordChangeSchema, 'newPassword'],
      ] as const) {
        const issues = schema.safeParse({ oldPassword: 'x', [field]: space.repeat(PASSWORD_MIN) }).error?.issues
        expect(issues?.map(({ path }) => path)).toEqual([[field]])
      }
    },
  )

  it('refuses whatever contains the account name, in any case', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[a-z0-9][a-z0-9._-]{2,31}$/),
        fc.string(),
        fc.string(),
        async (login, before, after) => {
          const password = `${before}${login.toUpperCase()}${after}`.padEnd(PASSWORD_MIN, '鱼')
          expect(await passwordFault(password, { ...OWNER, login })).toContain('账号')
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
