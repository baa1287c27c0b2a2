import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { expect, it } from 'vitest'
import { type HashTurn, verifyPassword } from '#server/member/hash.ts'

const stranger = (network: number): HashTurn => ({ lane: 'stranger', share: `network ${network}` })

it('answers for unknown accounts again once the queue is free, even when it was full the first time', async () => {
  const cheap = await new Scrypt({ cost: 1024, blockSize: 8, parallelization: 1 }).make('right')
  // Two running and forty waiting: the limits of the queue.
  const busy = Array.from({ length: 42 }, (_, i) => verifyPassword(cheap, 'right', stranger(i % 4)))
  await expect(verifyPassword(undefined, 'guess', stranger(9))).rejects.toMatchObject({ code: 'too_many' })
  await expect(verifyPassword(cheap, 'right', stranger(9))).rejects.toMatchObject({ code: 'too_many' })
  expect(await Promise.all(busy)).toEqual(busy.map(() => true))
  expect(await verifyPassword(undefined, 'guess', stranger(9))).toBe(false)
  expect(await verifyPassword(cheap, 'right', stranger(9))).toBe(true)
})
