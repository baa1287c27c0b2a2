import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUDIENCES, CHANNELS } from '../../shared/content/common.ts'
import { applyFilter, MAX_QUERY, readFilter, writeFilter } from '../../shared/content/filter.ts'

const card = (id: string, audiences: string[], channels: string[]) =>
  ({ id, audiences, channels }) as never as Parameters<typeof applyFilter>[0][number]
const CARDS = [
  card('a', ['student'], ['chat']),
  card('b', ['everyone'], ['call', 'sms']),
  card('c', ['elder', 'worker'], ['call']),
]
const ids = (list: { id: string }[]) => list.map(({ id }) => id)

describe('filter in the address', () => {
  it('ignores what is unknown, repeated or too long', () => {
    expect(readFilter({ q: ['刷单', 'x'], audience: 'robot', channel: { a: 1 } })).toEqual({
      q: '刷单',
      audience: undefined,
      channel: undefined,
    })
    expect(readFilter({ q: '长'.repeat(500) }).q).toHaveLength(MAX_QUERY)
  })

  it('comes back from the address it was written to', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: MAX_QUERY }),
        fc.option(fc.constantFrom(...AUDIENCES), { nil: undefined }),
        fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
        (q, audience, channel) => {
          expect(readFilter(writeFilter({ q, audience, channel }))).toEqual({ q: q.trim(), audience, channel })
        },
      ),
    )
  })

  it('never throws on any address', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('q', 'audience', 'channel'), fc.anything()), (query) => {
        expect(readFilter(query).q.length).toBeLessThanOrEqual(MAX_QUERY)
      }),
    )
  })
})

describe('filtered list', () => {
  it('counts a type that aims at everyone to each audience', () => {
    expect(ids(applyFilter(CARDS, readFilter({ audience: 'student' })))).toEqual(['a', 'b'])
    expect(ids(applyFilter(CARDS, readFilter({ audience: 'elder', channel: 'call' })))).toEqual(['b', 'c'])
  })

  it('orders by relevance when there is a search, and leaves out what did not match', () => {
    expect(ids(applyFilter(CARDS, readFilter({}), ['c', 'a', 'gone']))).toEqual(['c', 'a'])
    expect(applyFilter(CARDS, readFilter({}), [])).toEqual([])
  })
})
