import postgres from 'postgres'
import { describe, expect, it, vi } from 'vitest'
import type { AnswerRow, StoredAnswer } from '#server/quiz/answer-statement.ts'
import { AnswerWriter } from '#server/quiz/answer-writer.ts'

const row = (attemptId: string, position = 0): AnswerRow => ({ attemptId, position, itemId: 'i', itemVersion: 1, truth: 'scam', choice: 'scam', needed: 10, completionEventId: 'e' })
const stored = (rows: readonly AnswerRow[], completedCampaignId: string | null = null): StoredAnswer[] =>
  rows.map(({ attemptId, position, choice }) => ({ attemptId, position, choice, completedCampaignId }))
const refusal = () => Object.assign(Object.create(postgres.PostgresError.prototype) as object, { code: '23503', message: 'refused' })

/** A store that finishes when told to. */
function slowStore() {
  const batches: { rows: readonly AnswerRow[]; done: () => void }[] = []
  return { batches, store: (rows: readonly AnswerRow[]) => new Promise<StoredAnswer[]>((resolve) => { batches.push({ rows, done: () => resolve(stored(rows)) }) }) }
}

describe('the answer writer', () => {
  it('stores what comes meanwhile in one batch, and tells nobody before', async () => {
    const { batches, store } = slowStore()
    const writer = new AnswerWriter({ store })
    const first = writer.write([row('a')])
    await vi.waitFor(() => expect(batches).toHaveLength(1))
    let told = 0
    const others = ['b', 'c', 'd'].map((id) => writer.write([row(id)]).then((answers) => { told++; return answers }))
    batches[0]!.done()
    await first
    await vi.waitFor(() => expect(batches).toHaveLength(2))
    expect(batches[1]!.rows.map(({ attemptId }) => attemptId)).toEqual(['b', 'c', 'd'])
    expect(told).toBe(0)
    batches[1]!.done()
    expect((await Promise.all(others)).map(([answer]) => answer!.attemptId)).toEqual(['b', 'c', 'd'])
  })

  it('lets one refused row fail alone', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const writer = new AnswerWriter({ store: async (rows) => {
      if (rows.some(({ attemptId }) => attemptId === 'bad')) throw refusal()
      return stored(rows)
    } })
    const results = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map((id) => writer.write([row(id)])))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(results[2]).toMatchObject({ reason: { code: 'unavailable' } })
    error.mockRestore()
  })

  it('fails a whole batch at once when the database is away, and goes on afterwards', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    let away = true
    const store = vi.fn<(rows: readonly AnswerRow[]) => Promise<StoredAnswer[]>>(async (rows) => {
      if (away) throw new Error('ECONNREFUSED')
      return stored(rows)
    })
    const writer = new AnswerWriter({ store })
    const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => writer.write([row(id)])))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(store).toHaveBeenCalledTimes(1)
    away = false
    await expect(writer.write([row('a')])).resolves.toHaveLength(1)
    error.mockRestore()
  })

  it('sends callers away when too many wait', async () => {
    const { batches, store } = slowStore()
    const writer = new AnswerWriter({ store, maxWaiting: 3 })
    const taken = [writer.write([row('a')])]
    await vi.waitFor(() => expect(batches).toHaveLength(1))
    taken.push(writer.write([row('b', 0), row('b', 1), row('b', 2)]))
    await expect(writer.write([row('c')])).rejects.toMatchObject({ code: 'unavailable' })
    batches[0]!.done()
    await vi.waitFor(() => expect(batches).toHaveLength(2))
    batches[1]!.done()
    await Promise.all(taken)
  })

  it('keeps to the largest batch, and drains all of them', async () => {
    const sizes: number[] = []
    const writer = new AnswerWriter({ maxBatch: 4, store: async (rows) => {
      sizes.push(rows.length)
      return stored(rows)
    } })
    const all = Promise.all(Array.from({ length: 10 }, (_, i) => writer.write([row(`a${i}`)])))
    await writer.drain()
    expect(sizes).toEqual([4, 4, 2])
    await all
  })

  it('announces each campaign with a completion once per batch', async () => {
    const onCompleted = vi.fn<(id: string) => void>()
    const writer = new AnswerWriter({ store: async (rows) => stored(rows, 'campaign'), onCompleted })
    await Promise.all([writer.write([row('a')]), writer.write([row('b')])])
    expect(onCompleted.mock.calls).toEqual([['campaign']])
  })
})
