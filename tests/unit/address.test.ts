/** The address that phones get from QR codes: what is offered, what is kept, and which one wins. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addressView, chooseAddress, readAddress } from '#server/http/address.ts'
import { publicOrigin, screenOrigin } from '#server/http/origin.ts'
import { addressChoices } from '#shared/site/address.ts'
import { addressSchema } from '#shared/site/address-input.ts'

const parent = mkdtempSync(join(tmpdir(), 'jmt-address-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('addresses to choose from', () => {
  it('have the local network first and what phones cannot reach last, each in words', () => {
    const found = [
      { name: 'docker0', address: '172.17.0.1' },
      { name: 'eth1', address: '203.0.113.7' },
      { name: 'wlan0', address: '192.168.1.20' },
      { name: 'eth0', address: '169.254.3.4' },
    ]
    const choices = addressChoices(found, 3000)
    expect(choices.map(({ origin, likely }) => [origin, likely])).toEqual([
      ['http://192.168.1.20:3000', true],
      ['http://203.0.113.7:3000', true],
      ['http://172.17.0.1:3000', false],
      ['http://169.254.3.4:3000', false],
    ])
    expect(choices.map(({ label }) => label)).toEqual([
      '无线网卡 wlan0',
      '网卡 eth1',
      '虚拟网卡 docker0，手机一般连不上',
      '网卡 eth0',
    ])
    expect(addressChoices(found, 80)[0]?.origin).toBe('http://192.168.1.20')
  })
})

describe('an address that is typed', () => {
  it.each([
    ['http://192.168.1.20:3000/', 'http://192.168.1.20:3000'],
    ['HTTPS://Fanzha.Example', 'https://fanzha.example'],
    ['http://hall_pc:3000', 'http://hall_pc:3000'],
    ['', null],
    [null, null],
  ])('%s is %s', (typed, origin) =>
    expect(addressSchema.parse({ origin: typed, revision: 1 })).toEqual({ origin, revision: 1 }),
  )

  it('is not erased by a request that does not name it', () => {
    for (const body of [{ revision: 1 }, { a: 1, revision: 1 }, { origin: undefined, revision: 1 }])
      expect(addressSchema.safeParse(body).error?.issues.map(({ path }) => path)).toEqual([['origin']])
    expect(addressSchema.safeParse({ origin: null }).error?.issues.map(({ path }) => path)).toEqual([['revision']])
  })

  it.each(['192.168.1.20', 'ftp://a.example', 'http://a.example/x', 'http://u:p@a.example', 'http://127.0.0.1:3000'])(
    '%s is refused in Chinese, at its field',
    (origin) => {
      const { error } = addressSchema.safeParse({ origin, revision: 1 })
      expect(error?.issues.map(({ path, message }) => [path, /[一-鿿]/.test(message)])).toEqual([[['origin'], true]])
    },
  )
})

describe('the address for QR codes', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(parent, 'data-'))
    vi.stubEnv('DATA_DIR', dir)
    vi.stubEnv('PUBLIC_URL', '')
  })
  afterEach(() => vi.unstubAllEnvs())
  const lan = Object.values(networkInterfaces())
    .flatMap((list = []) => list)
    .some((one) => one.family === 'IPv4' && !one.internal)

  it('is the chosen one on every page and screen, kept over a restart, and PUBLIC_URL wins over it', () => {
    expect(publicOrigin({ host: '192.168.7.7:3000' })).toBe('http://192.168.7.7:3000')
    expect(chooseAddress('https://hall.example')).toMatchObject({ origin: 'https://hall.example', moved: false })
    expect(readAddress(dir)).toEqual({ origin: 'https://hall.example', listed: false, revision: 2 })
    expect(publicOrigin({ host: 'localhost:3000' })).toBe('https://hall.example')
    expect(screenOrigin('192.168.7.7:3000')).toBe('https://hall.example')
    vi.stubEnv('PUBLIC_URL', 'https://official.example')
    expect([publicOrigin({ host: 'localhost' }), addressView().fixed]).toEqual(['https://official.example', true])
    vi.stubEnv('PUBLIC_URL', '')
    expect(chooseAddress(null).origin).toBeNull()
    expect(readAddress(dir)).toEqual({ origin: null, listed: false, revision: 3 })
    expect([publicOrigin({ host: '192.168.7.7:3000' }), addressView().moved]).toEqual([
      'http://192.168.7.7:3000',
      false,
    ])
  })

  it('says so when the computer no longer has it', () => {
    const write = (listed: boolean) =>
      writeFileSync(join(dir, 'address.json'), JSON.stringify({ origin: 'http://192.0.2.1:3000', listed }))
    write(true)
    expect(addressView()).toMatchObject({ moved: true, origin: 'http://192.0.2.1:3000' })
    // Typed by hand: a router or a proxy may have it.
    dir = mkdtempSync(join(parent, 'data-'))
    vi.stubEnv('DATA_DIR', dir)
    write(false)
    expect(addressView().moved).toBe(false)
  })

  it.runIf(lan)('is one of the local network on the server’s own computer, if others can reach it', () => {
    vi.stubEnv('HOST', '127.0.0.1')
    expect([publicOrigin({ host: '127.0.0.1:3000' }), addressView().open]).toEqual(['http://127.0.0.1:3000', false])
    vi.stubEnv('HOST', '0.0.0.0')
    vi.stubEnv('PORT', '3000')
    expect(publicOrigin({ host: '127.0.0.1:3000' })).not.toMatch(/127\.0\.0\.1|localhost/)
    expect(addressView().open).toBe(true)
  })
})
