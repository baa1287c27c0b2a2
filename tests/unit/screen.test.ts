import fc from 'fast-check'
import { createEvent, type H3Event } from 'h3'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isOverHttps } from '#server/http/client.ts'
import { screenOrigin } from '#server/http/origin.ts'
import type { JudgeItem } from '#shared/content/item.ts'
import { createScreenSchema } from '#shared/screen/pairing.ts'
import { fitsScreen, SAMPLE_MS, sampleAt } from '#shared/screen/sample.ts'

const item = (id: string, ...texts: string[]) =>
  ({ id, sender: { name: '某人', avatar: '某' }, messages: texts.map((text) => ({ from: 'them', text })) }) as JudgeItem
const form = { name: '入口大屏', zone: '', campaignId: null }

describe('pairing form', () => {
  it.each(['123456', ' 123 456 ', '１２３４５６', '123-456', '12 34 ５６'])('reads %j', (code) => {
    expect(createScreenSchema.parse({ ...form, code }).code).toBe('123456')
  })
  it.each(['', '12345', '1234567', 'abcdef', '12345六', '1'.repeat(50)])('refuses %j at its field', (code) => {
    expect(createScreenSchema.safeParse({ ...form, code }).error?.issues[0]).toMatchObject({
      path: ['code'],
      message: '请填写屏幕上的六位数字',
    })
  })
})

describe('the quiz of the moment', () => {
  const bank = Array.from({ length: 20 }, (_, n) => item(`item-${n}`, '短短的一句'))
  it('is the same on all screens, changes after its time, and shows each item before one comes again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: SAMPLE_MS - 1 }), (time, within) => {
        const slot = Math.floor(time / SAMPLE_MS) * SAMPLE_MS
        expect(sampleAt(bank, slot + within)).toBe(sampleAt(bank.toReversed(), slot))
        expect(new Set(bank.map((_, n) => sampleAt(bank, slot + n * SAMPLE_MS))).size).toBe(bank.length)
      }),
    )
  })
  it('leaves out what cannot be read in passing', () => {
    expect(fitsScreen(item('long', '长'.repeat(97)))).toBe(false)
    expect(fitsScreen(item('many', '一', '二', '三', '四'))).toBe(false)
    expect(sampleAt([item('long', '长'.repeat(97))], 0)).toBeUndefined()
  })
})

describe('the address in the QR code of a screen', () => {
  afterEach(() => vi.unstubAllEnvs())
  const at = (host: string | undefined, env: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries({ PUBLIC_URL: undefined, HOST: '127.0.0.1', PORT: '3000', ...env }))
      vi.stubEnv(name, value)
    return screenOrigin(host)
  }
  it.each(['127.0.0.1:3000', 'localhost', '192.168.1.20:3000', undefined])(
    'is the public one where there is one (%s)',
    (host) => {
      expect(at(host, { PUBLIC_URL: 'https://fanzha.example' })).toBe('https://fanzha.example')
    },
  )
  it('is the one the screen was opened by where that is no loopback', () => {
    expect(at('192.168.1.20:3000', { HOST: '0.0.0.0' })).toBeNull()
    expect(at('hall.local', { HOST: '0.0.0.0' })).toBeNull()
  })
  it('cannot be bettered while the server listens on loopback only, nor by a host that is none', () => {
    expect(at('127.0.0.1:3000', {})).toBeNull()
    expect(at('a b:c', { HOST: '0.0.0.0' })).toBeNull()
    expect(at(undefined, { HOST: '0.0.0.0' })).toBeNull()
  })
  const lan = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && one.family === 'IPv4' && !one.internal)
    .map((one) => one!.address)
  it.skipIf(lan.length === 0).each(['127.0.0.1:3000', 'localhost:3000', '[::1]:3000'])(
    'is one of the local network for a screen opened by %s',
    (host) => {
      for (const HOST of ['0.0.0.0', '::']) {
        const origin = new URL(at(host, { HOST, PORT: '8080' })!)
        expect(lan).toContain(origin.hostname)
        expect(origin.port).toBe('8080')
      }
    },
  )
})

describe('where a request comes from', () => {
  afterEach(() => vi.unstubAllEnvs())
  const event = (headers: IncomingHttpHeaders, remoteAddress = '192.168.1.30'): H3Event =>
    createEvent({ headers, socket: { remoteAddress } } as unknown as IncomingMessage, {} as ServerResponse)

  it.each([
    ['http://192.168.1.20:3000', 'https://fanzha.example', false],
    ['https://fanzha.example', 'https://fanzha.example', true],
    ['https://fanzha.example', undefined, true],
    [undefined, 'https://fanzha.example', true],
    [undefined, 'http://fanzha.example', false],
    [undefined, undefined, false],
  ])('from %s with PUBLIC_URL %s: over https %s', (origin, publicUrl, secure) => {
    vi.stubEnv('PUBLIC_URL', publicUrl)
    expect(isOverHttps(event({ origin }).node.req)).toBe(secure)
  })
})
