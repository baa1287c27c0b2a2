import { afterEach, describe, expect, it, vi } from 'vitest'
import { cookieCandidates, ownName, readCookie } from '#server/http/cookies.ts'
import { instanceOf } from '#server/secrets.ts'

const read = (cookie: string) => readCookie({ cookie }, 'jmt-device')
const instance = (secret: string) => instanceOf({ sessionPassword: secret.repeat(32) })

describe('cookies of two installations on one host', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('have names of their own, which stay over a restart and tell nothing of the secrets', () => {
    const names = ['a', 'b', 'a'].map((secret) => {
      vi.stubEnv('JMT_INSTANCE', instance(secret))
      return ownName('jmt-screen')
    })
    expect(names[0]).toMatch(/^jmt-screen-[0-9a-f]{8}$/)
    expect(names[1]).not.toBe(names[0])
    expect(names[2]).toBe(names[0])
  })

  it('are read by the own name first, then by that of an earlier version', () => {
    vi.stubEnv('JMT_INSTANCE', instance('a'))
    const own = ownName('jmt-device')
    expect(read(`jmt-device=old; ${own}=new; jmt-device-ffffffff=other`)).toBe('new')
    expect(read('jmt-device=old; jmt-device-ffffffff=other')).toBe('old')
    expect(read('jmt-device-ffffffff=other')).toBeUndefined()
  })

  it('of a screen are all tried, the own one first and a bounded number', () => {
    vi.stubEnv('JMT_INSTANCE', instance('a'))
    const many = Array.from({ length: 50 }, (_, n) => `jmt-screen-${n}=t${n}`).join('; ')
    const found = cookieCandidates({ cookie: `${many}; jmt-screen=old; ${ownName('jmt-screen')}=own` }, 'jmt-screen')
    expect(found[0]).toBe('own')
    expect(found).toHaveLength(8)
    expect(cookieCandidates({ cookie: 'jmt-screen=old; jmt-screens=x' }, 'jmt-screen')).toEqual(['old'])
  })
})
