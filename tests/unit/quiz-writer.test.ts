import postgres from 'postgres'
import { describe, expect, it, vi } from 'vitest'
import type { StoredAnswer, Submission } from '#server/quiz/answer-statement.ts'
import { AnswerWriter } from '#server/quiz/answer-writer.ts'

const live = [0, 1, 2]
/** Answers to the first positions of an attempt. */
const send = (attemptId: string, count = 1): Submission => ({
  attemptId,
  live,
  completionEventId: 'e',
  answers: live
    .slice(0, count)
    .map((position) => ({ position, itemId: 'i', itemVersion: 1, truth: 'scam', choice: 'scam', sure: true })),
})
const stored = (batch: readonly Submission[], completedCampaignId: string | null = null): StoredAnswer[] =>
  batch.flatMap(({ attemptId, answers }) =>
    answers.map(({ position, choice, sure }) => ({ attemptId, position, choice, sure, completedCampaignId })),
  )
const refusal = () =>
  Object.assign(Object.create(postgres.PostgresError.prototype) as object, { code: '23503', message: 'refused' })
/** Keeps the error log out of the test report. */
const quietly = async (work: () => Promise<void>) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  await work().finally(() => error.mockRestore())
}

/** A mock store that finishes when told to. */
function slowStore() {
  const batches: { sent: readonly Submission[]; done: (campaignId?: string) => void }[] = []
  return {
    batches,
    store: (sent: readonly Submission[]) =>
      new Promise<StoredAnswer[]>((resolve) => {
        batches.push({ sent, done: (campaignId) => resolve(stored(sent, campaignId)) })
      }),
  }
}

describe('the answer writer', () => {
  it('stores what comes meanwhile in one batch, and tells nobody before', async () => {
    const { batches, store } = slowStore()
    const writer = new AnswerWriter({ store })
    const first = writer.write(send('a'))
    await expect.poll(() => batches).toHaveLength(1)
    let told = 0
    const others = ['b', 'c', 'd'].map((id) =>
      writer.write(send(id)).then((answers) => {
        told++
        return answers
      }),
    )
    batches[0]!.done()
    await first
    await expect.poll(() => batches).toHaveLength(2)
    expect(batches[1]!.sent.map(({ attemptId }) => attemptId)).toEqual(['b', 'c', 'd'])
    expect(told).toBe(0)
    batches[1]!.done()
    expect(await Promise.all(others)).toEqual(
      Array.from({ length: 3 }, () => new Map([[0, { choice: 'scam', sure: true }]])),
    )
  })

  it('lets one refused row fail alone', () =>
    quietly(async () => {
      const writer = new AnswerWriter({
        store: async (batch) => {
          if (batch.some(({ attemptId }) => attemptId === 'bad')) throw refusal()
          return stored(batch)
        },
      })
      const results = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map((id) => writer.write(send(id))))
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ])
      expect(results[2]).toMatchObject({ reason: { code: 'unavailable' } })
    }))

  it('fails a whole batch at once when the database is away, and goes on afterwards', () =>
    quietly(async () => {
      let away = true
      const store = vi.fn<(batch: readonly Submission[]) => Promise<StoredAnswer[]>>(async (batch) => {
        if (away) throw new Error('ECONNREFUSED')
        return stored(batch)
      })
      const writer = new AnswerWriter({ store })
      const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => writer.write(send(id))))
      expect(results.every(({ status }) => status === 'rejected')).toBe(true)
      expect(store).toHaveBeenCalledTimes(1)
      away = false
      expect(await writer.write(send('a'))).toEqual(new Map([[0, { choice: 'scam', sure: true }]]))
    }))

  it('gives up on a store that does not answer, and goes on with the next batch', () =>
    quietly(async () => {
      const { batches, store } = slowStore()
      const writer = new AnswerWriter({
        store: (batch) => (batches.length ? Promise.resolve(stored(batch)) : store(batch)),
        patienceMs: 20,
      })
      await expect(writer.write(send('a'))).rejects.toMatchObject({ code: 'unavailable' })
      expect(await writer.write(send('b'))).toEqual(new Map([[0, { choice: 'scam', sure: true }]]))
      await writer.drain()
      batches[0]!.done()
    }))

  it('gives up on all of a batch together, also while it is looking for the row that was refused', () =>
    quietly(async () => {
      const sizes: number[] = []
      const writer = new AnswerWriter({
        patienceMs: 20,
        store: (batch) => {
          sizes.push(batch.length)
          return sizes.length === 1 ? Promise.reject(refusal()) : new Promise(() => {})
        },
      })
      const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => writer.write(send(id))))
      expect(results.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code)).toEqual(
        Array(4).fill('unavailable'),
      )
      expect(sizes).toEqual([4, 2])
    }))

  it('knows a closed campaign from an open one to which nothing was sent', async () => {
    const writer = new AnswerWriter({
      store: async (batch) =>
        batch.flatMap(({ attemptId }) =>
          attemptId === 'closed'
            ? []
            : [{ attemptId, position: null, choice: null, sure: null, completedCampaignId: null }],
        ),
    })
    expect(await Promise.all([writer.write(send('open', 0)), writer.write(send('closed', 0))])).toEqual([
      new Map(),
      undefined,
    ])
  })

  it('sends callers away when too many wait', async () => {
    const { batches, store } = slowStore()
    const writer = new AnswerWriter({ store, maxWaiting: 3 })
    const taken = [writer.write(send('a'))]
    await expect.poll(() => batches).toHaveLength(1)
    taken.push(writer.write(send('b', 3)))
    await expect(writer.write(send('c'))).rejects.toMatchObject({ code: 'unavailable' })
    batches[0]!.done()
    await expect.poll(() => batches).toHaveLength(2)
    batches[1]!.done()
    await Promise.all(taken)
  })

  it('keeps to the largest batch, and drains all of them', async () => {
    const sizes: number[] = []
    const writer = new AnswerWriter({
      maxBatch: 4,
      store: async (batch) => {
        sizes.push(batch.length)
        return stored(batch)
      },
    })
    const all = Promise.all(Array.from({ length: 10 }, (_, i) => writer.write(send(`a${i}`))))
    await writer.drain()
    expect(sizes).toEqual([4, 4, 2])
    await all
  })
})
