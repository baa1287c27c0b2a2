import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult } from '#server/quiz/attempts.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { databases } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'

/** Field names that would reveal the answer if a payload contained them before the item is answered. */
const TELLING = /"(truth|flags|explanation|rule|correct|scamType|difficulty|sources|version|audiences)"/

describe.each(await databases())('attempts on $name', ({ create }) => {
  const { on, start, truthOf, all, events } = useAttempts(create)

  it('starts an attempt once, whatever is repeated', async () => {
    const before = await events('start')
    const { id, token, view } = await start()
    expect(view.items).toHaveLength(10)
    const again = await Promise.all(Array.from({ length: 5 }, () => start(token, { id })))
    for (const { view: same } of again) expect(same).toEqual(view)
    expect(await events('start')).toBe(before + 1)
  })

  it('starts once when the same start arrives many times at once', async () => {
    const before = await events('start')
    const [id, token] = [v7(), newToken()]
    const views = await Promise.all(Array.from({ length: 10 }, () => start(token, { id })))
    expect(new Set(views.map(({ view }) => JSON.stringify(view))).size).toBe(1)
    expect(await events('start')).toBe(before + 1)
  })

  it('knows nothing of an attempt of another device, or of an id used with another code', async () => {
    const { id, token } = await start()
    const stranger = newToken()
    for (const attempt of [
      () => start(stranger, { id }),
      () => readAttempt(id, stranger),
      () => readResult(id, stranger),
      () => submitAnswers(id, stranger, [{ position: 0, choice: 'scam' }]),
      () => shareAttempt(id, stranger, v7()),
      () => readAttempt(v7(), token),
      () => submitAnswers(v7(), token, [{ position: 0, choice: 'scam' }]),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    // The attempt is cached now; another device must still be refused.
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await expect(submitAnswers(id, stranger, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(submitAnswers(id, undefined, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    const other = await seedStation(on.database.db)
    await expect(start(token, { id, code: other.code })).rejects.toMatchObject({ code: 'conflict' })
    const [sibling] = await on.database.sql`
        insert into touchpoints (id, campaign_id, kind, name)
        values (${v7()}, ${on.seed.campaignId}, 'poster', '海报') returning id`
    await on.database.sql`insert into short_codes (code, touchpoint_id) values ('SAMECAM', ${sibling!.id})`
    await expect(start(token, { id, code: 'SAMECAM' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('tells nothing of an item before its answer is in', async () => {
    const { id, token, view } = await start()
    expect(JSON.stringify(view)).not.toMatch(TELLING)
    const { feedback } = await submitAnswers(id, token, [{ position: 4, choice: 'scam' }])
    expect(feedback).toHaveLength(1)
    const resumed = await readAttempt(id, token)
    expect(resumed.items).toHaveLength(9)
    expect(JSON.stringify(resumed.items)).not.toMatch(TELLING)
    expect(resumed.answered.map(({ feedback: { position } }) => position)).toEqual([4])
    await expect(readResult(id, token)).rejects.toMatchObject({ code: 'conflict' })
    expect(JSON.stringify(await viewCode(on.seed.code))).not.toMatch(TELLING)
  })

  it('never shows an item twice to a device while others are left, and minds what the phone remembers', async () => {
    const token = newToken()
    const met = new Set<string>()
    for (let n = 1; n <= 6; n++) {
      const { view } = await start(token)
      view.items.forEach((item) => met.add(item.id))
      expect(met.size).toBe(10 * n)
    }
    const remembered = on.library.items.slice(0, 30).map((item) => item.id)
    const { view } = await start(newToken(), { seen: remembered })
    const left = { scam: 0, genuine: 0 }
    for (const item of on.library.items.slice(30)) left[item.truth]++
    for (const truth of ['scam', 'genuine'] as const) {
      const repeated = view.items.filter((item) => truthOf(item.id) === truth && remembered.includes(item.id)).length
      expect(repeated).toBe(Math.max(0, 5 - left[truth]))
    }
  })

  it('keeps the first answer, and repeats its verdict', async () => {
    const { id, token, view } = await start()
    const truth = truthOf(view.items[2]!.id)
    const wrong = truth === 'scam' ? 'genuine' : 'scam'
    const { feedback } = await submitAnswers(id, token, [{ position: 2, choice: wrong }])
    expect(feedback).toHaveLength(1)
    expect(feedback[0]).toMatchObject({ position: 2, choice: wrong, truth, correct: false })
    expect(await submitAnswers(id, token, [{ position: 2, choice: truth }])).toEqual({ feedback })
    await expect(submitAnswers(id, token, [{ position: 10, choice: truth }])).rejects.toMatchObject({
      code: 'bad_input',
      fields: { 'answers.0.position': '没有这一题' },
    })
  })

  it('keeps whether the first answer was a guess, and nothing where the phone does not say', async () => {
    const { id, token } = await start()
    const sent = [
      { position: 0, choice: 'scam' as const, sure: false },
      { position: 1, choice: 'scam' as const, sure: true },
      { position: 2, choice: 'scam' as const },
    ]
    const { feedback: first } = await submitAnswers(id, token, sent)
    expect(first.map(({ sure }) => sure)).toEqual([false, true, undefined])
    expect(
      await submitAnswers(
        id,
        token,
        sent.map((answer) => ({ ...answer, sure: !answer.sure })),
      ),
    ).toEqual({ feedback: first })
    const rows = await on.database.sql`select sure from answers where attempt_id = ${id} order by position`
    expect(rows.map(({ sure }) => sure as boolean | null)).toEqual([false, true, null])
    expect((await readAttempt(id, token)).answered.map(({ feedback }) => feedback)).toEqual(first)
  })

  it('counts an answer once when it is sent 20 times at once', async () => {
    const { id, token } = await start()
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        submitAnswers(id, token, [{ position: 1, choice: n % 2 ? 'scam' : 'genuine' }]),
      ),
    )
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1)
    const [row] = await on.database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
    expect(row!.n).toBe(1)
  })

  it('completes exactly once, with everything sent twice and at once', async () => {
    const before = await events('completion')
    const { id, token, view } = await start()
    const answers = all(view)
    await Promise.all([...answers, ...answers].map((answer) => submitAnswers(id, token, [answer])))
    expect(await events('completion')).toBe(before + 1)
    const result = await readResult(id, token)
    expect(result).toMatchObject({ scams: { caught: 5, total: 5 }, genuine: { trusted: 5, total: 5 } })
    expect(result.reading).toHaveLength(2)
    expect((await readAttempt(id, token)).completed).toBe(true)
    const [row] = await on.database.sql`
        select count(*)::int as n, count(*) filter (where correct)::int as right
        from answers where attempt_id = ${id}`
    expect(row).toMatchObject({ n: 10, right: 10 })
  })

  it('completes many attempts in shared batches, each once, and mixes nothing up', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 30 }, () => start()))
    await Promise.all(
      attempts.flatMap(({ id, token, view }) =>
        all(view).map(async (answer) => {
          const { position, choice } = answer
          const { feedback } = await submitAnswers(id, token, [answer])
          expect(feedback).toMatchObject([{ position, choice, correct: true }])
        }),
      ),
    )
    expect(await events('completion')).toBe(before + 30)
    const [row] = await on.database.sql`
        select count(*)::int as n from attempts
        where id = any(${attempts.map(({ id }) => id)}) and completed_at is not null`
    expect(row!.n).toBe(30)
  })
})
