import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pauseMs } from '#shared/realtime/backoff.ts'

const chance = fc.double({ min: 0, max: 0.999999, noNaN: true })
const failures = fc.nat({ max: 100_000 })

it('the pauses of a lost page stay short, and those of one that is sent away grow to minutes', () => {
  fc.assert(
    fc.property(failures, chance, (n, by) => {
      expect(pauseMs('lost', n, by)).toBeLessThanOrEqual(5_000)
      expect(pauseMs('lost', n, by)).toBeGreaterThanOrEqual(250)
      if (n >= 9) expect(pauseMs('sent-away', n, by)).toBeGreaterThanOrEqual(150_000)
      expect(pauseMs('sent-away', n, by)).toBeLessThanOrEqual(300_000)
      // Whatever the jitter, the pause after next is longer, until the longest is reached.
      if (n < 7) expect(pauseMs('sent-away', n + 2, 0)).toBeGreaterThan(pauseMs('sent-away', n, by))
    }),
  )
})
