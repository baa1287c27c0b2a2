import { beforeAll, describe, expect, it } from 'vitest'
import { decideContent } from '#server/content/decide.ts'
import { currentDecided } from '#server/content/decisions.ts'
import { provideLibrary, useLibrary } from '#server/content/library.ts'
import { listPanels } from '#server/content/panels.ts'
import { readDecisions, readForReview } from '#server/content/reading.ts'
import { PAST_PAGE } from '#shared/content/reading.ts'
import { readScam, scamSearchIndex } from '#server/content/scams.ts'
import { listScenarios } from '#server/content/scenarios.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult } from '#server/quiz/attempts.ts'
import { readScreenContent } from '#server/screen/content.ts'
import { readRevisions } from '#server/screen/revision.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { asSeen, type Collection, type Decision } from '#shared/content/decision.ts'
import { shortage } from '#shared/content/bank.ts'
import { useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'
import { pairScreen } from '../fixtures/screen.ts'

describe.each(await databases())('decisions about content on $name', ({ create }) => {
  const { on, start, all, events } = useAttempts(create)
  let officer: CurrentMember
  beforeAll(() => {
    const { memberId, stationId } = on.seed
    officer = { id: memberId, stationId, login: 'li', name: '李警官', role: 'officer' }
  })

  const read = async (collection: Collection, id: string) => {
    const { entries } = await readForReview(officer, { collection })
    return entries.find((entry) => entry.id === id)!
  }
  const reviewOf = async (collection: Collection, id: string) => (await read(collection, id)).review
  const decide = async (decision: Decision, collection: Collection, id: string, comment = '') =>
    decideContent(officer, { decision, comment, entries: [asSeen(await read(collection, id))] })

  it('approves a text, says so by role and day on its page, and takes that back', async () => {
    expect((await readScam('romance')).scam.reviewer).toBe('pending')
    await decide('approved', 'scams', 'romance')
    expect(await reviewOf('scams', 'romance')).toMatchObject({ state: 'approved', role: 'officer', withdrawn: false })
    const { scam } = await readScam('romance')
    expect(scam.reviewer).toBe('officer')
    expect(JSON.stringify(await readScam('romance'))).not.toContain('李警官')
    await decide('change_requested', 'scams', 'romance', '第三句太长')
    expect(await reviewOf('scams', 'romance')).toMatchObject({ state: 'change_requested', comment: '第三句太长' })
    expect((await readScam('romance')).scam.reviewer).toBe('pending')
    await decide('reopened', 'scams', 'romance')
    expect(await reviewOf('scams', 'romance')).toMatchObject({ state: 'pending', role: null })
    const { entries, next } = await readDecisions(officer, { collection: 'scams', id: 'romance' })
    expect(entries.map(({ decision }) => decision)).toEqual(['reopened', 'change_requested', 'approved'])
    expect(entries[1]).toMatchObject({
      role: 'officer',
      memberName: '测试员',
      comment: '第三句太长',
      current: true,
    })
    expect(next).toBeNull()
    const sentences = await on.database.sql`select action from audit_log where action like 'content.%' order by id`
    expect(sentences.map(({ action }) => action)).toEqual([
      'content.approved',
      'content.change_requested',
      'content.reopened',
    ])
  })

  it('gives the history of a text page by page, each decision once', async () => {
    for (let turn = 0; turn < PAST_PAGE + 2; turn++)
      await decide(turn % 2 ? 'reopened' : 'approved', 'scams', 'task-rebate')
    const asked = { collection: 'scams' as const, id: 'task-rebate' }
    const first = await readDecisions(officer, asked)
    const second = await readDecisions(officer, { ...asked, before: first.next! })
    expect([first.entries.length, second.entries.length, second.next]).toEqual([PAST_PAGE, 2, null])
    const ids = [...first.entries, ...second.entries].map(({ id }) => id)
    expect(new Set(ids).size).toBe(PAST_PAGE + 2)
    expect(second.entries.at(-1)?.decision).toBe('approved')
  })

  it('withdraws at once wherever the text is used, and shows it again', async () => {
    const { id: screenId } = await pairScreen(on.seed, { campaignId: null })
    const [panel] = await listPanels()
    const revision = (await readRevisions([screenId])).get(screenId) ?? 0
    const { version } = await readScreenContent()
    await decide('withdrawn', 'panels', panel!.id, '电话写错了')
    expect((await listPanels()).map(({ id }) => id)).not.toContain(panel!.id)
    expect((await readScreenContent()).panels.map(({ id }) => id)).not.toContain(panel!.id)
    expect((await readScreenContent()).version).not.toBe(version)
    expect((await readRevisions([screenId])).get(screenId)).toBeGreaterThan(revision)
    await decide('restored', 'panels', panel!.id)
    expect((await readScreenContent()).version).toBe(version)

    const [scenario] = await listScenarios()
    await decide('withdrawn', 'scenarios', scenario!.id, '要重写')
    expect((await listScenarios()).map(({ id }) => id)).not.toContain(scenario!.id)
    const ways = (await listPanels()).map(({ to }) => to)
    expect(ways).not.toContain(`/scenarios/${scenario!.id}`)
    expect(ways).toHaveLength(on.library.panels.length)
    await decide('restored', 'scenarios', scenario!.id)

    await decide('withdrawn', 'scams', 'romance', '要重写')
    await expect(readScam('romance')).rejects.toMatchObject({ code: 'not_found' })
    expect((await scamSearchIndex()).map(({ id }) => id)).not.toContain('romance')
    expect((await useLibrary()).items.filter(({ scamType }) => scamType === 'romance')).toEqual([])
    await decide('restored', 'scams', 'romance')
    expect((await readScam('romance')).scam.id).toBe('romance')
  })

  it('breaks no quiz that is running', async () => {
    const { id, token, view } = await start()
    const choices = all(view)
    const [first, second] = view.items
    await submitAnswers(id, token, choices.slice(0, 1))
    await decide('withdrawn', 'items', second!.id, '答案有争议')
    const now = await readAttempt(id, token)
    expect(now.size).toBe(9)
    expect(now.items.map((item) => item.id)).not.toContain(second!.id)
    // The phone has the item already, and answers it.
    const { feedback } = await submitAnswers(id, token, choices.slice(1, 3))
    expect(feedback.map(({ position }) => position)).toEqual([2])
    const before = await events('completion')
    // What was answered before it was withdrawn counts.
    await decide('withdrawn', 'items', first!.id, '答案有争议')
    await submitAnswers(id, token, choices.slice(3))
    expect(await events('completion')).toBe(before + 1)
    const result = await readResult(id, token)
    expect(result.scams.total + result.genuine.total).toBe(9)
    const { view: next } = await start()
    expect(next.items.map((item) => item.id)).not.toContain(second!.id)
    for (const item of [first!, second!]) await decide('restored', 'items', item.id)
  })

  it('says what a withdrawal leaves of the bank', async () => {
    const { bank } = await readForReview(officer, { collection: 'items' })
    expect(shortage(bank)).toBe('')
    const genuine = on.library.items.filter(({ truth }) => truth === 'genuine')
    const { entries } = await readForReview(officer, { collection: 'items' })
    const out = new Set(genuine.slice(0, -4).map(({ id }) => id))
    const gone = entries.filter(({ id }) => out.has(id)).map(asSeen)
    const { numbers } = await decideContent(officer, { decision: 'withdrawn', comment: '一批', entries: gone })
    const { bank: left } = await readForReview(officer, { collection: 'items' })
    expect(left).toMatchObject({ genuine: 4, needed: 5 })
    expect(shortage(left)).toContain('凑不齐')
    expect((await start()).view.items).toHaveLength(8)
    const seen = gone.map((entry) => ({ ...entry, seen: numbers[`items/${entry.id}`]! }))
    await decideContent(officer, { decision: 'restored', comment: '', entries: seen })
  })

  it('decides about a batch as a whole, and only about what was read', async () => {
    const { entries: laws } = await readForReview(officer, { collection: 'laws' })
    const entries = laws.map(asSeen)
    const stale = entries.map((entry, index) => (index ? entry : { ...entry, hash: 'of-an-earlier-text' }))
    await expect(decideContent(officer, { decision: 'approved', comment: '', entries: stale })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await readForReview(officer, { collection: 'laws' })).entries[1]!.review.state).toBe('pending')
    await Promise.all([
      decideContent(officer, { decision: 'approved', comment: '', entries }),
      decideContent(officer, { decision: 'approved', comment: '', entries }),
    ])
    const { entries: now } = await readForReview(officer, { collection: 'laws' })
    expect(new Set(now.map(({ review }) => review.state))).toEqual(new Set(['approved']))
  })

  it('asks for a new look when the file has changed', async () => {
    const [law] = [...on.library.lawById.values()]
    expect((await reviewOf('laws', law!.id)).state).toBe('approved')
    const lawById = new Map(on.library.lawById).set(law!.id, { ...law!, text: `${law!.text}新的一句。` })
    provideLibrary({ ...on.library, lawById })
    expect((await reviewOf('laws', law!.id)).state).toBe('pending')
    expect((await useLibrary()).lawById.get(law!.id)!.reviewer).toBe('pending')
  })

  it('hears within a second of what another node decided', async () => {
    const [item] = (await useLibrary()).items
    const { hash } = await read('items', item!.id)
    await currentDecided()
    await on.database.sql`
      insert into content_reviews (id, station_id, number, collection, entry_id, content_hash, decision, comment,
        member_id, role)
      select gen_random_uuid(), station_id, max(number) + 1, 'items', ${item!.id}, ${hash}, 'withdrawn', '别处撤下',
        ${on.seed.memberId}::uuid, 'officer' from content_reviews where station_id = ${on.seed.stationId}
      group by station_id`
    await expect.poll(async () => (await useLibrary()).itemById.has(item!.id), { timeout: 3_000 }).toBe(false)
    await expect(on.database.sql`delete from content_reviews`).rejects.toThrow('append-only')
  })
})
