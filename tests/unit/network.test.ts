import { createEvent } from 'h3'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { blocksOf, networkOf } from '#server/http/network.ts'
import { limitStrangers } from '#server/member/limits.ts'
import { readLoginDevice } from '#server/member/known-device.ts'
import { limitPairings } from '#server/screen/limits.ts'

describe('limits', () => {
  it.each([
    ['10.0.0.5', '10.0.0.5'],
    ['::ffff:10.0.0.5', '10.0.0.5'],
    ['::FFFF:a00:5', '10.0.0.5'],
    ['0:0:0:0:0:ffff:255.1.2.3', '255.1.2.3'],
    ['64:ff9b::192.0.2.33', '192.0.2.33'],
    ['2001:db8:12:0034::1', '2001:db8:12:34'],
    ['2001:DB8:12:34:aaaa:bbbb:cccc:dddd', '2001:db8:12:34'],
    ['2001:db8:12:34::10.0.0.5', '2001:db8:12:34'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['2001:db8:12:34', '2001:db8:12:34'],
    ['', ''],
  ])('take %j for the network %j', (address, network) => {
    expect(networkOf(address)).toBe(network)
    expect(networkOf(network)).toBe(network)
  })

  it('know the blocks that a network lies in, the widest first', () => {
    expect(blocksOf('::ffff:10.1.2.3')).toEqual(['10', '10.1', '10.1.2', '10.1.2.3'])
    const [one, sameHouse, sameFirm, sameProvider, elsewhere] = ['12:3400', '12:34ff', '12:3500', '99:1', 'ffff:1'].map(
      (end, n) => blocksOf(`${n === 4 ? '2a00' : '2001'}:db8:${end}::1`),
    )
    const shared = (other: string[] = []) => one?.filter((block, level) => other[level] === block).length
    expect([sameHouse, sameFirm, sameProvider, elsewhere].map(shared)).toEqual([5, 4, 3, 0])
    expect(one).toHaveLength(6)
    expect(one?.at(-1)).toBe('2001:db8:12:3400')
    expect(['', 'test'].map((each) => blocksOf(each))).toEqual([[''], ['test']])
  })

  it('give one network sixty pairing codes in ten minutes, whatever addresses it takes', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 210 }, (_, n) => limitPairings(`2001:db8:7:7::${n.toString(16)}`)),
    )
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(60)
    await expect(limitPairings('2001:db8:7:7:ffff::1')).rejects.toMatchObject({ code: 'too_many' })
    await limitPairings('2001:db8:7:8::1')
    for (let n = 0; n < 60; n += 1) await limitPairings('::ffff:192.0.2.7')
    await expect(limitPairings('192.0.2.7')).rejects.toMatchObject({ code: 'too_many' })
  })
})

describe('a stranger who logs in', () => {
  beforeAll(() => {
    vi.stubGlobal('useRuntimeConfig', () => ({ session: { password: 'x'.repeat(32) } }))
    return () => vi.unstubAllGlobals()
  })
  const from = (remoteAddress: string, agent = 'curl') => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
    const request = Object.assign(new IncomingMessage(socket), { headers: { 'user-agent': agent } })
    return readLoginDevice(createEvent(request, new ServerResponse(request)))
  }

  it('gets no more tries from hundreds of networks of one site, and other sites theirs', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 300 }, (_, n) => limitStrangers(from(`2001:db8:33:${n.toString(16)}::1`), async () => {})),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(240)
    await expect(limitStrangers(from('2001:db8:33:ffff::1'), async () => {})).rejects.toMatchObject({
      code: 'too_many',
    })
    const elsewhere = await limitStrangers(from('2001:db8:34::1'), async () => {})
    await elsewhere.forgive()
  })

  it('is the same from every address of a network, and another with another browser', () => {
    const [one, other, elsewhere] = [from('2001:db8::1'), from('2001:db8::ffff:2'), from('2001:db8:0:1::1')]
    expect(other).toMatchObject({ strangerHash: one.strangerHash, networkHash: one.networkHash })
    expect(elsewhere.strangerHash).not.toBe(one.strangerHash)
    expect(from('2001:db8::1', 'wget').strangerHash).not.toBe(one.strangerHash)
  })
})
