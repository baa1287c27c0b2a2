import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { expect, it } from 'vitest'
import { verifyPassword } from '#server/member/hash.ts'
import { networkOf } from '#server/member/known-device.ts'

it('answers for unknown accounts again once the queue is free, even when it was full the first time', async () => {
  const cheap = await new Scrypt({ cost: 1024, blockSize: 8, parallelization: 1 }).make('right')
  // Two running and forty waiting: the limits of the queue.
  const busy = Array.from({ length: 42 }, () => verifyPassword(cheap, 'right'))
  await expect(verifyPassword(undefined, 'guess')).rejects.toMatchObject({ code: 'too_many' })
  await expect(verifyPassword(cheap, 'right')).rejects.toMatchObject({ code: 'too_many' })
  expect(await Promise.all(busy)).toEqual(busy.map(() => true))
  expect(await verifyPassword(undefined, 'guess')).toBe(false)
  expect(await verifyPassword(cheap, 'right')).toBe(true)
})

it.each([
  ['10.0.0.5', '10.0.0.5'],
  ['::ffff:10.0.0.5', '10.0.0.5'],
  ['2001:db8:12:0034::1', '2001:db8:12:34'],
  ['2001:db8:12:34:aaaa:bbbb:cccc:dddd', '2001:db8:12:34'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::', 'fe80:0:0:0'],
  ['', ''],
])('takes %j for the network %j', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
