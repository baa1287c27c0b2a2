import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { storeAnswers, type Submission } from '#server/quiz/answer-statement.ts'
import { newcomersByShare } from '#server/campaign/queries/newcomers-by-share.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult } from '#server/quiz/attempts.ts'
import { recordScan, viewCode } from '#server/quiz/scans.ts'
import { gradeUncounted, uncountedResult } from '#server/quiz/uncounted.ts'
import { reachEventId } from '#server/quiz/ids.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { databases } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'

describe.each(await databases())('attempts on $name', ({ create }) => {
  const { on, start, all, events, remove, complete, closeCampaign } = useAttempts(create)

  it('recognises the last answer when two servers store the last two at the same moment', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 25 }, () => start()))
    const send = ({ id, view }: (typeof attempts)[number], ...positions: number[]): Submission => ({
      attemptId: id,
      live: view.items.map((item) => item.position),
      completionEventId: reachEventId('completion', id),
      answers: positions.map((position) => {
        const item = on.library.itemById.get(view.items[position]!.id)!
        return { position, itemId: item.id, itemVersion: item.version, truth: item.truth, choice: 'scam', sure: null }
      }),
    })
    await storeAnswers(
      on.database.sql,
      attempts.map((attempt) => send(attempt, 0, 1, 2, 3, 4, 5, 6, 7)),
      new Date(),
    )
    const stored = await Promise.all(
      attempts.flatMap((attempt) =>
        [8, 9].map((position) => storeAnswers(on.database.sql, [send(attempt, position)], new Date())),
      ),
    )
    expect(stored.flat().filter((answer) => answer.completedCampaignId)).toHaveLength(25)
    expect(await events('completion')).toBe(before + 25)
  })

  it('takes nothing once the campaign is closed, even from an attempt it has in memory', async () => {
    const own = await seedStation(on.database.db)
    const { id, token } = await start(newToken(), { code: own.code })
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await closeCampaign(own.campaignId)
    await expect(submitAnswers(id, token, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({ code: 'gone' })
    // For the phone that has lost its cookie as well: nobody can prove any more whose attempt it is.
    for (const anyone of [token, newToken(), undefined]) {
      await expect(readAttempt(id, anyone)).rejects.toMatchObject({ code: 'gone' })
      await expect(readResult(id, anyone)).rejects.toMatchObject({ code: 'gone' })
    }
    await expect(submitAnswers(id, undefined, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({
      code: 'gone',
    })
    await expect(start(token, { code: own.code })).rejects.toMatchObject({ code: 'gone' })
    await expect(recordScan(own.code, v7(), { token: () => token })).rejects.toMatchObject({ code: 'gone' })
    expect(await viewCode(own.code)).toMatchObject({ state: 'closed', campaign: { title: '测试活动' } })
    expect(await viewCode('NOSUCH2')).toMatchObject({ state: 'unknown', campaign: null })
    const [row] = await on.database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
    expect(row!.n).toBe(1)
  })

  it('grades what comes after the campaign was closed, and stores and counts none of it', async () => {
    const own = await seedStation(on.database.db)
    const { id, token, view } = await start(newToken(), { code: own.code })
    const choices = all(view)
    await submitAnswers(id, token, choices.slice(0, 3))
    for (const early of [gradeUncounted, uncountedResult])
      await expect(early(id, choices)).rejects.toMatchObject({
        code: 'conflict',
        message: '这次活动还没有结束，请回到答题页接着答。',
      })
    await closeCampaign(own.campaignId)
    const counts = () => on.database.sql`
      select (select count(*)::int from answers where attempt_id = ${id}) as answers,
        (select count(*)::int from reach_events where campaign_id = ${own.campaignId}) as events,
        (select completed_at from attempts where id = ${id}) as completed`
    const before = await counts()
    const wrong = { position: 4, choice: choices[4]!.choice === 'scam' ? 'genuine' : 'scam', sure: false } as const
    const reply = await gradeUncounted(id, [...choices.slice(0, 4), wrong])
    expect(reply).toMatchObject({ uncounted: true })
    expect(reply).not.toHaveProperty('withdrawn')
    expect(reply.feedback.map(({ position, correct }) => [position, correct])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, true],
      [4, false],
    ])
    await expect(uncountedResult(id, choices.slice(0, 9))).rejects.toMatchObject({ code: 'conflict' })
    const { scams, genuine } = await uncountedResult(id, [...choices.slice(0, 4), wrong, ...choices.slice(5)])
    expect([scams.total, genuine.total, scams.caught + genuine.trusted]).toEqual([5, 5, 9])
    await expect(uncountedResult(v7(), choices)).rejects.toMatchObject({ code: 'not_found' })
    expect(await counts()).toEqual(before)
  })

  it('names what has left the bank also after the campaign was closed, and says so with the result', async () => {
    const own = await seedStation(on.database.db)
    const { id, token, view } = await start(newToken(), { code: own.code })
    const choices = all(view)
    await submitAnswers(id, token, choices.slice(0, 2))
    await closeCampaign(own.campaignId)
    remove(...[1, 5, 6].map((position) => view.items[position]!.id))
    expect(await gradeUncounted(id, choices.slice(4, 6))).toMatchObject({
      feedback: [{ position: 4 }],
      uncounted: true,
      withdrawn: [1, 5, 6],
    })
    const { scams, genuine, withdrawn } = await uncountedResult(id, choices)
    expect([scams.total + genuine.total, withdrawn]).toEqual([7, 3])
    // Of what is left nothing may be missing.
    await expect(uncountedResult(id, choices.slice(0, 9))).rejects.toMatchObject({ code: 'conflict' })
    remove(...view.items.map((item) => item.id))
    await expect(uncountedResult(id, choices)).rejects.toMatchObject({ code: 'gone' })
  })

  it('takes the answers to what is left when an item leaves the bank, and drops the others', async () => {
    const { id, token, view } = await start()
    remove(view.items[3]!.id)
    const { feedback } = await submitAnswers(id, token, all(view).slice(0, 5))
    expect(feedback.map(({ position }) => position)).toEqual([0, 1, 2, 4])
    expect((await submitAnswers(id, token, [{ position: 3, choice: 'scam' }])).feedback).toEqual([])
    const resumed = await readAttempt(id, token)
    expect(resumed).toMatchObject({ size: 9, completed: false })
    expect(resumed.items.map(({ position }) => position)).toEqual([5, 6, 7, 8, 9])
    const [row] = await on.database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
    expect(row!.n).toBe(4)
  })

  it('names with every reply what has left the bank, answered or not', async () => {
    const { id, token, view } = await start()
    const answer = (position: number) => submitAnswers(id, token, [{ position, choice: 'scam' }])
    expect(await answer(4)).not.toHaveProperty('withdrawn')
    remove(view.items[0]!.id, view.items[1]!.id)
    expect(await answer(0)).toEqual({ feedback: [], withdrawn: [0, 1] })
    expect(await answer(2)).toMatchObject({ feedback: [{ position: 2 }], withdrawn: [0, 1] })
  })

  it('does not take the answer to an item that has left the bank for one of those that are open', async () => {
    const before = await events('completion')
    const { id, token, view } = await start()
    await submitAnswers(id, token, all(view).slice(0, 8))
    remove(view.items[0]!.id)
    await submitAnswers(id, token, all(view).slice(8, 9))
    expect(await readAttempt(id, token)).toMatchObject({ completed: false, items: [{ position: 9 }] })
    await expect(readResult(id, token)).rejects.toMatchObject({ code: 'conflict' })
    expect(await events('completion')).toBe(before)
    await submitAnswers(id, token, all(view).slice(9))
    const result = await readResult(id, token)
    expect(result).toMatchObject({ scams: { total: 5 }, genuine: { total: 5 } })
    expect(result).not.toHaveProperty('withdrawn')
    expect(await events('completion')).toBe(before + 1)
  })

  it.each(['attempt', 'result', 'answer'] as const)(
    'completes an attempt whose last open item leaves the bank, once, at the next look (%s)',
    async (look) => {
      const before = await events('completion')
      const { id, token, view } = await start()
      await submitAnswers(id, token, all(view).slice(0, 9))
      remove(view.items[9]!.id)
      const looks = {
        attempt: async () =>
          expect(await readAttempt(id, token)).toMatchObject({ size: 9, items: [], completed: true }),
        result: async () => expect(await readResult(id, token)).toMatchObject({ withdrawn: 1 }),
        answer: async () =>
          expect((await submitAnswers(id, token, [{ position: 9, choice: 'scam' }])).feedback).toEqual([]),
      }
      await Promise.all(Array.from({ length: 5 }, looks[look]))
      expect(await events('completion')).toBe(before + 1)
      await Promise.all(Object.values(looks).map((again) => again()))
      expect(await events('completion')).toBe(before + 1)
    },
  )

  it('counts no completion when nothing was answered before all items left the bank', async () => {
    const before = await events('completion')
    const { id, token, view } = await start()
    remove(...view.items.map((item) => item.id))
    expect((await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])).feedback).toEqual([])
    expect(await readAttempt(id, token)).toMatchObject({ size: 0, completed: false })
    await expect(readResult(id, token)).rejects.toMatchObject({ code: 'conflict' })
    expect(await events('completion')).toBe(before)
  })

  it('completes nothing once the campaign is closed', async () => {
    const own = await seedStation(on.database.db)
    const { id, token, view } = await start(newToken(), { code: own.code })
    await submitAnswers(id, token, all(view).slice(0, 9))
    remove(view.items[9]!.id)
    await closeCampaign(own.campaignId)
    for (const look of [
      () => readAttempt(id, token),
      () => readResult(id, token),
      () => submitAnswers(id, token, [{ position: 9, choice: 'scam' }]),
    ])
      await expect(look()).rejects.toMatchObject({ code: 'gone' })
    expect(await events('completion', own.campaignId)).toBe(0)
  })

  it('gives starts of one device at the same moment different items while there are any', async () => {
    for (let round = 0; round < 5; round++) {
      const token = newToken()
      const ids = (await Promise.all(Array.from({ length: 4 }, () => start(token)))).flatMap(({ view }) =>
        view.items.map((item) => item.id),
      )
      expect(new Set(ids).size).toBe(40)
    }
  })

  it('gives one share per attempt, which knows where it came from', async () => {
    const before = await events('share')
    const first = await complete()
    const codes = await Promise.all(Array.from({ length: 6 }, () => shareAttempt(first.id, first.token, v7())))
    expect(new Set(codes).size).toBe(1)
    expect(await events('share')).toBe(before + 1)
    const second = await complete(newToken(), codes[0]!)
    const taken = v7()
    const next = await shareAttempt(second.id, second.token, taken)
    const [share] = await on.database.sql`
        select s.depth, p.attempt_id as parent
        from short_codes c join shares s on s.id = c.share_id join shares p on p.id = s.parent_id
        where c.code = ${next}`
    expect(share).toMatchObject({ depth: 2, parent: first.id })
    const third = await complete()
    await expect(shareAttempt(third.id, third.token, taken)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('shares nothing before the attempt is complete', async () => {
    const before = await events('share')
    const { id, token, view } = await start()
    await submitAnswers(id, token, all(view).slice(1))
    await expect(shareAttempt(id, token, v7())).rejects.toMatchObject({ code: 'conflict' })
    expect(await events('share')).toBe(before)
    await submitAnswers(id, token, all(view).slice(0, 1))
    await shareAttempt(id, token, v7())
    expect(await events('share')).toBe(before + 1)
  })

  it('takes nobody for a newcomer who comes back by a link of their own', async () => {
    const own = await seedStation(on.database.db)
    const arrivals = () => newcomersByShare(on.database.db, own.campaignId)
    const sharer = await complete(newToken(), own.code)
    const code = await shareAttempt(sharer.id, sharer.token, v7())
    const again = await complete(sharer.token, code)
    expect((await arrivals()).every(({ starts }) => starts === 0)).toBe(true)
    // A share of that second attempt is a first link as well.
    const second = await shareAttempt(again.id, sharer.token, v7())
    const depths = await on.database.sql`
        select s.depth, s.parent_id from short_codes c join shares s on s.id = c.share_id
        where c.code in (${code}, ${second})`
    expect([...depths]).toEqual([
      { depth: 1, parent_id: null },
      { depth: 1, parent_id: null },
    ])
    // Another device arrives by the share, and is still counted for it when it later uses a link of its own.
    const friend = await complete(newToken(), second)
    const third = await shareAttempt(friend.id, friend.token, v7())
    const back = await start(friend.token, { code: third })
    await start(friend.token, { id: back.id, code: third })
    const from = await on.database.sql`select distinct share_id from attempts where id in (${friend.id}, ${back.id})`
    expect([...from]).toEqual([
      { share_id: (await on.database.sql`select share_id from short_codes where code = ${second}`)[0]!.share_id },
    ])
    expect((await arrivals()).find((row) => row.touchpointId === null)).toMatchObject({ starts: 2, devices: 1 })
  })

  it('counts a scan once, whoever repeats its id', async () => {
    const before = await events('scan')
    const other = await seedStation(on.database.db)
    const id = v7()
    const token = newToken()
    await Promise.all(Array.from({ length: 5 }, () => recordScan(on.seed.code, id, { token: () => token })))
    await recordScan(on.seed.code, id, { token: newToken })
    await recordScan(other.code, id, { token: () => token })
    expect(await events('scan')).toBe(before + 1)
    expect(await events('scan', other.campaignId)).toBe(0)
  })
})
