import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Library } from '#server/content/library.ts'
import { type AnswerRow, storeAnswers } from '#server/quiz/answer-statement.ts'
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
  afterAll(() => database.drop())

  const start = async (token = newToken(), over: { id?: string; code?: string; seen?: string[] } = {}) => {
    const view = await startAttempt({ id: over.id ?? v7(), code: over.code ?? seed.code, seen: over.seen ?? [], token: () => token })
    return { token, id: view.id, view }
  }
  const truthOf = (itemId: string) => library.itemById.get(itemId)!.truth
  const all = (view: Awaited<ReturnType<typeof start>>['view']) => view.items.map((item) => ({ position: item.position, choice: truthOf(item.id) }))
  const events = async (kind: string, campaignId = seed.campaignId) => {
    const [row] = await database.sql`select coalesce(sum(events), 0)::int as n from reach_rollups where kind = ${kind} and campaign_id = ${campaignId} and touchpoint_id is null and day is null`
    return row!.n as number
  }
  const closeCampaign = (id: string) => database.sql`update campaigns set status = 'closed', salt = null, closed_at = now() where id = ${id}`

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
      () => start(stranger, { id }), () => readAttempt(id, stranger), () => readResult(id, stranger),
      () => submitAnswers(id, stranger, [{ position: 0, choice: 'scam' }]), () => shareAttempt(id, stranger, v7()),
      () => readAttempt(v7(), token), () => submitAnswers(v7(), token, [{ position: 0, choice: 'scam' }]),
    ]) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    // The facts are in memory now; a stranger is still one.
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await expect(submitAnswers(id, stranger, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({ code: 'not_found' })
    await expect(submitAnswers(id, undefined, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject({ code: 'unauthenticated' })
    const other = await seedStation(database.db)
    await expect(start(token, { id, code: other.code })).rejects.toMatchObject({ code: 'conflict' })
    const [sibling] = await database.sql`insert into touchpoints (id, campaign_id, kind, name) values (${v7()}, ${seed.campaignId}, 'poster', '海报') returning id`
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
    await expect(submitAnswers(id, token, [{ position: 10, choice: truth }])).rejects.toMatchObject({ code: 'bad_input', fields: { 'answers.0.position': '没有这一题' } })
  })

  it('counts an answer once when it is sent 20 times at once', async () => {
    const { id, token } = await start()
    const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => submitAnswers(id, token, [{ position: 1, choice: n % 2 ? 'scam' : 'genuine' }])))
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
    const [row] = await database.sql`select count(*)::int as n, count(*) filter (where correct)::int as right from answers where attempt_id = ${id}`
    expect(row).toMatchObject({ n: 10, right: 10 })
  })

  it('completes many attempts in shared batches, each once, and mixes nothing up', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 30 }, () => start()))
    await Promise.all(attempts.flatMap(({ id, token, view }) => all(view).map(async (answer) => {
      const [feedback] = await submitAnswers(id, token, [answer])
      expect(feedback).toMatchObject({ position: answer.position, choice: answer.choice, correct: true })
    })))
    expect(await events('completion')).toBe(before + 30)
    const [row] = await database.sql`select count(*)::int as n from attempts where id = any(${attempts.map(({ id }) => id)}) and completed_at is not null`
    expect(row!.n).toBe(30)
  })

  it('recognises the last answer when two servers store the last two at the same moment', async () => {
    const before = await events('completion')
    const attempts = await Promise.all(Array.from({ length: 25 }, () => start()))
    const row = ({ id, view }: (typeof attempts)[number], position: number): AnswerRow => {
      const item = library.itemById.get(view.items[position]!.id)!
      return { attemptId: id, position, itemId: item.id, itemVersion: item.version, truth: item.truth, choice: 'scam', needed: 10, completionEventId: reachEventId('completion', id) }
    }
    await storeAnswers(database.sql, attempts.flatMap((attempt) => [0, 1, 2, 3, 4, 5, 6, 7].map((position) => row(attempt, position))), new Date())
    const stored = await Promise.all(attempts.flatMap((attempt) => [8, 9].map((position) => storeAnswers(database.sql, [row(attempt, position)], new Date()))))
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

  it('gives one share per attempt, which knows where it came from', async () => {
    const before = await events('share')
    const first = await start()
    const codes = await Promise.all(Array.from({ length: 6 }, () => shareAttempt(first.id, first.token, v7())))
    expect(new Set(codes).size).toBe(1)
    expect(await events('share')).toBe(before + 1)
    const second = await start(newToken(), { code: codes[0]! })
    const taken = v7()
    const next = await shareAttempt(second.id, second.token, taken)
    const [share] = await database.sql`select s.depth, p.attempt_id as parent from short_codes c join shares s on s.id = c.share_id join shares p on p.id = s.parent_id where c.code = ${next}`
    expect(share).toMatchObject({ depth: 2, parent: first.id })
    const third = await start()
    await expect(shareAttempt(third.id, third.token, taken)).rejects.toMatchObject({ code: 'conflict' })
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
