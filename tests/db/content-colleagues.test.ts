/** Two members decide about the same texts: nobody overrides what was not seen, and nothing is noted twice. */
import { beforeAll, describe, expect, it } from 'vitest'
import { decideContent } from '#server/content/decide.ts'
import { readDecisions, readForReview } from '#server/content/reading.ts'
import { members } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { asSeen, type Collection, type Decision, type SeenEntry } from '#shared/content/decision.ts'
import { decideSchema } from '#shared/content/input.ts'
import { useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'

describe.each(await databases())('colleagues who decide about content on $name', ({ create }) => {
  const { on } = useAttempts(create)
  let officer: CurrentMember
  let admin: CurrentMember
  beforeAll(async () => {
    const { memberId, stationId } = on.seed
    officer = { id: memberId, stationId, login: 'li', name: '李警官', role: 'officer' }
    const other = { stationId, login: 'chen', name: '陈警官', role: 'admin' as const }
    const id = crypto.randomUUID()
    await on.database.db.insert(members).values({ ...other, id, passwordHash: '-' })
    admin = { ...other, id }
  })

  const readAll = async (collection: Collection) => (await readForReview(officer, { collection })).entries
  const read = async (collection: Collection, id: string) =>
    (await readAll(collection)).find((entry) => entry.id === id)!
  const decide = (by: CurrentMember, decision: Decision, entries: SeenEntry[], comment = '') =>
    decideContent(by, { decision, comment, entries })
  const history = async (collection: Collection, id: string) =>
    (await readDecisions(officer, { collection, id })).entries.map(({ decision }) => decision)
  const audited = async () => (await on.database.sql`select 1 from audit_log where action like 'content.%'`).length

  it('says who decided what since the text was seen, and stores nothing', async () => {
    const before = await read('scams', 'romance')
    const seen = asSeen(before)
    expect(seen.seen).toBeNull()
    await decide(admin, 'change_requested', [seen], '第三句太长')
    const lines = await audited()
    await expect(decide(officer, 'approved', [seen])).rejects.toMatchObject({
      code: 'conflict',
      message: `“${before.title}”刚才由管理员要求修改（第三句太长）。这一步没有做，请再看一遍。`,
    })
    expect(await history('scams', 'romance')).toEqual(['change_requested'])
    expect(await audited()).toBe(lines)
    // Seen now, and decided otherwise on purpose.
    await decide(officer, 'approved', [asSeen(await read('scams', 'romance'))])
    await expect(decide(officer, 'reopened', [seen])).rejects.toMatchObject({
      message: expect.stringContaining('刚才由您自己通过了审核') as string,
    })
    // The one kind of decision counts for the other: who withdraws must have seen the approval.
    await expect(decide(admin, 'withdrawn', [seen], '过时')).rejects.toMatchObject({ code: 'conflict' })
    expect((await read('scams', 'romance')).review).toMatchObject({ state: 'approved', withdrawn: false })
  })

  it('lets one of two win who decide differently at the same moment', async () => {
    const seen = asSeen(await read('scams', 'task-rebate'))
    const tries = await Promise.allSettled([
      decide(officer, 'approved', [seen]),
      decide(admin, 'change_requested', [seen], '写短一些'),
    ])
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await history('scams', 'task-rebate')).toHaveLength(1)
  })

  it('notes nothing where nothing would change, and takes that for no error', async () => {
    const [panel] = await readAll('panels')
    const seen = asSeen(panel!)
    const key = `panels/${seen.id}`
    const { numbers } = await decide(officer, 'approved', [seen])
    const lines = await audited()
    // A second tap, a repeat after a lost answer: the same decision of the same member.
    expect(await decide(officer, 'approved', [seen])).toEqual({ numbers })
    // What a colleague has decided is not one's own to undo.
    expect(await decide(admin, 'approved', [seen])).toEqual({ numbers: {} })
    expect(await decide(officer, 'restored', [seen])).toEqual({ numbers: {} })
    const approved = { ...seen, seen: numbers[key]! }
    const gone = await decide(officer, 'withdrawn', [approved], '电话写错了')
    expect(await decide(officer, 'withdrawn', [approved], '电话写错了')).toEqual(gone)
    expect(await history('panels', seen.id)).toEqual(['withdrawn', 'approved'])
    expect(await audited()).toBe(lines + 1)
    // Another reason is something else, and whoever gives it must have seen the first one.
    await expect(decide(admin, 'withdrawn', [approved], '过时了')).rejects.toMatchObject({ code: 'conflict' })
    await decide(officer, 'restored', [{ ...approved, seen: gone.numbers[key]! }])
    await decide(officer, 'reopened', [asSeen(await read('panels', seen.id))])
    expect(await decide(officer, 'reopened', [asSeen(await read('panels', seen.id))])).toMatchObject({ numbers: {} })
    expect((await history('panels', seen.id)).slice(0, 2)).toEqual(['reopened', 'restored'])
  })

  it('leaves out of a batch what is so already, and refuses it whole for what was not seen', async () => {
    const [first, second, third] = (await readAll('laws')).map(asSeen)
    const batch = [first!, second!, third!]
    await decide(admin, 'approved', [first!])
    await decide(admin, 'change_requested', [second!], '少一个字')
    await expect(decide(officer, 'approved', batch)).rejects.toMatchObject({
      code: 'conflict',
      fields: { 'entries.1.seen': expect.stringContaining('少一个字') as string },
    })
    expect(await history('laws', third!.id)).toEqual([])
    const { numbers } = await decide(officer, 'approved', [first!, third!])
    expect(Object.keys(numbers)).toEqual([`laws/${third!.id}`])
    expect(await history('laws', first!.id)).toEqual(['approved'])
    const [line] = await on.database.sql`select detail from audit_log order by id desc limit 1`
    expect(line!.detail.entries).toEqual([`laws/${third!.id}@${third!.hash}`])
  })

  it('undoes one’s own decision, unless a colleague decided since', async () => {
    const [scenario] = await readAll('scenarios')
    const { id } = scenario!
    const undo = async (numbers: Record<string, number>) =>
      decide(officer, 'reopened', [{ ...asSeen(scenario!), seen: numbers[`scenarios/${id}`]! }])
    const first = await decide(officer, 'approved', [asSeen(scenario!)])
    await undo(first.numbers)
    expect((await read('scenarios', id)).review.state).toBe('pending')
    const second = await decide(officer, 'approved', [asSeen(await read('scenarios', id))])
    await decide(admin, 'change_requested', [asSeen(await read('scenarios', id))], '结局太短')
    await expect(undo(second.numbers)).rejects.toMatchObject({ code: 'conflict' })
    expect((await read('scenarios', id)).review).toMatchObject({ state: 'change_requested', comment: '结局太短' })
  })
})

describe('the request of a decision', () => {
  const entry = { collection: 'items', id: 'demo-qk', hash: 'h', seen: null }
  const fieldsOf = (entries: object[]) =>
    decideSchema
      .safeParse({ decision: 'approved', entries })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

  it('names each entry once, and what was seen of it', () => {
    expect(fieldsOf([entry, { ...entry, seen: 3 }])).toEqual(['entries.1.id: 同一条内容写了两次'])
    expect(fieldsOf([entry, { ...entry, collection: 'laws' }])).toBeUndefined()
    const { seen: _seen, ...unseen } = entry
    expect(fieldsOf([unseen])).toEqual(['entries.0.seen: 缺少看到的审核记录，请刷新页面'])
  })
})
