import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Library, provideLibrary } from '#server/content/library.ts'
import { storeAnswers, type Submission } from '#server/quiz/answer-statement.ts'
import { newcomersByShare } from '#server/campaign/queries/newcomers-by-share.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult, startAttempt } from '#server/quiz/attempts.ts'
import { recordScan, viewCode } from '#server/quiz/scans.ts'
import { reachEventId } from '#server/quiz/ids.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const newToken = () => randomBytes(16).toString('base64url')
/** Words that would give an answer away if they stood in a payload before its time. */
const TELLING = /"(truth|flags|explanation|rule|correct|scamType|difficulty|sources|version|audiences)"/

describe.each(await databases())('attempts on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let library: Library
  beforeAll(async () => {
    library = useRealLibrary()
    database = await create()
    seed = await seedStation(database.db)
  })
  afterEach(() => provideLibrary(library))
  afterAll(() => database.drop())

  const start = async (token = newToken(), over: { id?: string; code?: string; seen?: string[] } = {}) => {
    const view = await startAttempt({
      id: over.id ?? v7(),
      code: over.code ?? seed.code,
      seen: over.seen ?? [],
      token: () => token,
    })
    return { token, id: view.id, view }
  }
  const truthOf = (itemId: string) => library.itemById.get(itemId)!.truth
  const all = (view: Awaited<ReturnType<typeof start>>['view']) =>
    view.items.map((item) => ({ position: item.position, choice: truthOf(item.id) }))
  const events = async (kind: string, campaignId = seed.campaignId) => {
    const [row] =
      await database.sql`select coalesce(sum(events), 0)::int as n from reach_rollups where kind = ${kind} and campaign_id = ${campaignId} and touchpoint_id is null and day is null`
    return row!.n as number
  }
  /** Takes items out of the bank, as an update of the content does while campaigns run. */
  const remove = (...ids: string[]) => {
    const items = library.items.filter((item) => !ids.includes(item.id))
    provideLibrary({ ...library, items, itemById: new Map(items.map((item) => [item.id, item])) })
  }
  const complete = async (token = newToken(), code = seed.code) => {
    const started = await start(token, { code })
    await submitAnswers(started.id, token, all(started.view))
    return started
  }
  const closeCampaign = (id: string) =>
    database.sql`update campaigns set status = 'closed', salt = null, closed_at = now() where id = ${id}`

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
    // The facts are in memory now; a stranger is still one.
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await expect(submitAnswers(id, stranger, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(submitAnswers(id, undefined, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    const other = await seedStation(database.db)
    await expect(start(token, { id, code: other.code })).rejects.toMatchObject({ code: 'conflict' })
    const [sibling] =
      await database.sql`insert into touchpoints (id, campaign_id, kind, name) values (${v7()}, ${seed.campaignId}, 'poster', '海报') returning id`
    await database.sql`insert into short_codes (code, touchpoint_id) values ('SAMECAMP', ${sibling!.id})`
    await expect(start(token, { id, code: 'SAMECAMP' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('tells nothing of an item before its answer is in', async () => {
    const { id, token, view } = await start()
    expect(JSON.stringify(view)).not.toMatch(TELLING)
    const feedback = await submitAnswers(id, token, [{ position: 4, choice: 'scam' }])
    expect(feedback).toHaveLength(1)
    const resumed = await readAttempt(id, token)
    expect(resumed.items).toHaveLength(9)
    expect(JSON.stringify(resumed.items)).not.toMatch(TELLING)
    expect(resumed.answered.map(({ feedback: { position } }) => position)).toEqual([4])
    await expect(readResult(id, token)).rejects.toMatchObject({ code: 'conflict' })
    expect(JSON.stringify(await viewCode(seed.code))).not.toMatch(TELLING)
  })

  it('never shows an item twice to a device while others are left, and minds what the phone remembers', async () => {
    const token = newToken()
    const met = new Set<string>()
    for (let n = 1; n <= 6; n++) {
      const { view } = await start(token)
      view.items.forEach((item) => met.add(item.id))
      expect(met.size).toBe(10 * n)
    }
    const remembered = library.items.slice(0, 30).map((item) => item.id)
    const { view } = await start(newToken(), { seen: remembered })
    const left = { scam: 0, genuine: 0 }
    for (const item of library.items.slice(30)) left[item.truth]++
    for (const truth of ['scam', 'genuine'] as const) {
      const repeated = view.items.filter((item) => truthOf(item.id) === truth && remembered.includes(item.id)).length
      expect(repeated).toBe(Math.max(0, 5 - left[truth]))
    }
  })

  it('keeps the first answer, and repeats its verdict', async () => {
    const { id, token, view } = await start()
    const truth = truthOf(view.items[2]!.id)
    const wrong = truth === 'scam' ? 'genuine' : 'scam'
    const [first] = await submitAnswers(id, token, [{ position: 2, choice: wrong }])
    expect(first).toMatchObject({ position: 2, choice: wrong, truth, correct: false })
    expect(await submitAnswers(id, token, [{ position: 2, choice: truth }])).toEqual([first])
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
    const first = await submitAnswers(id, token, sent)
    expect(first.map(({ sure }) => sure)).toEqual([false, true, undefined])
    expect(
      await submitAnswers(
        id,
        token,
        sent.map((answer) => ({ ...answer, sure: !answer.sure })),
      ),
    ).toEqual(first)
    const rows = await database.sql`select sure from answers where attempt_id = ${id} order by position`
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
    const [row] = await database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
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
    const [row] =
      await database.sql`select count(*)::int as n, count(*) filter (where correct)::int as right from answers where attempt_id = ${id}`
    expect(row).toMatchObject({ n: 10, right: 10 })
  })

  it('completes many attempts in shared batches, each once, and mixes nothing up', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 30 }, () => start()))
    await Promise.all(
      attempts.flatMap(({ id, token, view }) =>
        all(view).map(async (answer) => {
          const [feedback] = await submitAnswers(id, token, [answer])
          expect(feedback).toMatchObject({ position: answer.position, choice: answer.choice, correct: true })
        }),
      ),
    )
    expect(await events('completion')).toBe(before + 30)
    const [row] =
      await database.sql`select count(*)::int as n from attempts where id = any(${attempts.map(({ id }) => id)}) and completed_at is not null`
    expect(row!.n).toBe(30)
  })

  it('recognises the last answer when two servers store the last two at the same moment', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 25 }, () => start()))
    const send = ({ id, view }: (typeof attempts)[number], ...positions: number[]): Submission => ({
      attemptId: id,
      live: view.items.map((item) => item.position),
      completionEventId: reachEventId('completion', id),
      answers: positions.map((position) => {
        const item = library.itemById.get(view.items[position]!.id)!
        return { position, itemId: item.id, itemVersion: item.version, truth: item.truth, choice: 'scam', sure: null }
      }),
    })
    await storeAnswers(
      database.sql,
      attempts.map((attempt) => send(attempt, 0, 1, 2, 3, 4, 5, 6, 7)),
      new Date(),
    )
    const stored = await Promise.all(
      attempts.flatMap((attempt) =>
        [8, 9].map((position) => storeAnswers(database.sql, [send(attempt, position)], new Date())),
      ),
    )
    expect(stored.flat().filter((answer) => answer.completedCampaignId)).toHaveLength(25)
    expect(await events('completion')).toBe(before + 25)
  })

  it('takes nothing once the campaign is closed, even from an attempt it has in memory', async () => {
    const own = await seedStation(database.db)
    const { id, token } = await start(newToken(), { code: own.code })
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await closeCampaign(own.campaignId)
    await expect(submitAnswers(id, token, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({ code: 'gone' })
    await expect(readAttempt(id, token)).rejects.toMatchObject({ code: 'gone' })
    await expect(start(token, { code: own.code })).rejects.toMatchObject({ code: 'gone' })
    await expect(recordScan(own.code, v7(), () => token)).rejects.toMatchObject({ code: 'gone' })
    expect(await viewCode(own.code)).toMatchObject({ state: 'closed', campaign: { title: '测试活动' } })
    expect(await viewCode('NOSUCH2')).toEqual({ state: 'unknown', campaign: null })
    const [row] = await database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
    expect(row!.n).toBe(1)
  })

  it('takes the answers to what is left when an item leaves the bank in mid-attempt, and drops the others', async () => {
    const { id, token, view } = await start()
    remove(view.items[3]!.id)
    const feedback = await submitAnswers(id, token, all(view).slice(0, 5))
    expect(feedback.map(({ position }) => position)).toEqual([0, 1, 2, 4])
    expect(await submitAnswers(id, token, [{ position: 3, choice: 'scam' }])).toEqual([])
    const resumed = await readAttempt(id, token)
    expect(resumed).toMatchObject({ size: 9, completed: false })
    expect(resumed.items.map(({ position }) => position)).toEqual([5, 6, 7, 8, 9])
    const [row] = await database.sql`select count(*)::int as n from answers where attempt_id = ${id}`
    expect(row!.n).toBe(4)
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
    expect(await readResult(id, token)).toMatchObject({ scams: { total: 5 }, genuine: { total: 5 } })
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
        result: async () => expect((await readResult(id, token)).scams.total).toBeGreaterThan(3),
        answer: async () => expect(await submitAnswers(id, token, [{ position: 9, choice: 'scam' }])).toEqual([]),
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
    expect(await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])).toEqual([])
    expect(await readAttempt(id, token)).toMatchObject({ size: 0, completed: false })
    await expect(readResult(id, token)).rejects.toMatchObject({ code: 'conflict' })
    expect(await events('completion')).toBe(before)
  })

  it('completes nothing once the campaign is closed', async () => {
    const own = await seedStation(database.db)
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
    const [share] =
      await database.sql`select s.depth, p.attempt_id as parent from short_codes c join shares s on s.id = c.share_id join shares p on p.id = s.parent_id where c.code = ${next}`
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
    const own = await seedStation(database.db)
    const arrivals = () => newcomersByShare(database.db, own.campaignId)
    const sharer = await complete(newToken(), own.code)
    const code = await shareAttempt(sharer.id, sharer.token, v7())
    const again = await complete(sharer.token, code)
    expect((await arrivals()).every(({ starts }) => starts === 0)).toBe(true)
    // What is passed on then is a first link as well.
    const second = await shareAttempt(again.id, sharer.token, v7())
    const depths =
      await database.sql`select s.depth, s.parent_id from short_codes c join shares s on s.id = c.share_id where c.code in (${code}, ${second})`
    expect([...depths]).toEqual([
      { depth: 1, parent_id: null },
      { depth: 1, parent_id: null },
    ])
    // Somebody else arrives by the share, and stays with it when coming back by a link of their own.
    const friend = await complete(newToken(), second)
    const third = await shareAttempt(friend.id, friend.token, v7())
    const back = await start(friend.token, { code: third })
    await start(friend.token, { id: back.id, code: third })
    const from = await database.sql`select distinct share_id from attempts where id in (${friend.id}, ${back.id})`
    expect([...from]).toEqual([
      { share_id: (await database.sql`select share_id from short_codes where code = ${second}`)[0]!.share_id },
    ])
    expect((await arrivals()).find((row) => row.touchpointId === null)).toMatchObject({ starts: 2, devices: 1 })
  })

  it('counts a scan once, whoever repeats its id', async () => {
    const before = await events('scan')
    const other = await seedStation(database.db)
    const id = v7()
    const token = newToken()
    await Promise.all(Array.from({ length: 5 }, () => recordScan(seed.code, id, () => token)))
    await recordScan(seed.code, id, newToken)
    await recordScan(other.code, id, () => token)
    expect(await events('scan')).toBe(before + 1)
    expect(await events('scan', other.campaignId)).toBe(0)
  })
})
