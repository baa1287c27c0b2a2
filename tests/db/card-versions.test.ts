import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, restoreVersion, saveCard } from '#server/card/cards.ts'
import { addComment, deleteComment } from '#server/card/comments.ts'
import type { Actor } from '#server/card/find.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { previewCard, readCard, readVersion } from '#server/card/queries/read-card.ts'
import { publishCard, returnCard } from '#server/card/review.ts'
import { latestExpiry } from '#shared/card/card.ts'
import { createCardSchema } from '#shared/card/input.ts'
import { dayOf } from '#shared/station.ts'
import { draftCard, codeOf, publishInput as publish, saveInput as save, seedWriters } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import type { Seed } from '../fixtures/station.ts'
import { republishCard, submitCard, withdrawCard } from '../fixtures/seen.ts'

describe.each(await databases())('writing cards on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
  let theirs: Seed
  let volunteer: Actor & { name: string }
  let docent: Actor
  let officer: Actor
  let stranger: Actor
  const audited = async (id: string) =>
    (await database.sql`select action from audit_log where subject_id = ${id} order by at, id`).map((row) => row.action)
  const detail = (id: string) => readCard(ours.stationId, id)
  beforeAll(async () => {
    useRealLibrary()
    database = await create()
    ;({ ours, theirs, volunteer, docent, officer, stranger } = await seedWriters(database.db))
  })
  afterAll(() => database.drop())

  it('refuses code, strange links and strange pictures with the line, and stores nothing', async () => {
    const { id, version } = await draftCard(volunteer)
    for (const [line, text] of [
      ['<script>alert(1)</script>', '第 3 行'],
      ['[点这里](javascript:alert(1))', 'javascript:alert(1)'],
      ['[看](https://evil.com/)', 'https://evil.com'],
      ['![图](https://evil.com/a.png)', '插入图片'],
      [`![图](picture:${v7()})`, '不属于这张卡'],
    ] as const) {
      await expect(saveCard(volunteer, id, save(version, { body: `第一行\n\n${line}` }))).rejects.toMatchObject({
        code: 'bad_input',
        fields: { body: expect.stringContaining(text) },
      })
      await expect(saveCard(volunteer, id, save(version, { body: `第一行\n\n${line}` }))).rejects.toMatchObject({
        fields: { body: expect.stringContaining('第 3 行') },
      })
    }
    expect((await detail(id)).versions).toHaveLength(2)
    const { html, problems, findings } = await previewCard(volunteer, id, {
      title: '',
      headline: '',
      source: '',
      body: '拨打 13812345678\n\n<b onclick="x()">粗</b>',
    })
    expect(html).not.toContain('<b')
    expect(problems).toEqual([
      { line: 3, message: expect.stringContaining('HTML') },
      { line: 3, message: expect.any(String) },
    ])
    expect(findings).toEqual([{ field: 'body', line: 1, kind: 'phone', text: '13812345678' }])
  })

  it('stores a number that could ring, and lets it neither to review nor to the public', async () => {
    const { id, version } = await draftCard(officer, { body: '骗子的电话是 13812345678。' })
    await expect(submitCard(officer, id, version)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('13812345678'),
      fields: { body: expect.stringContaining('第 1 行') },
    })
    await expect(publishCard(officer, id, publish(version))).rejects.toMatchObject({
      code: 'bad_input',
      fields: { body: expect.stringContaining('13812345678') },
    })
    const masked = await saveCard(officer, id, save(version, { body: '骗子的电话是 138****5678。有疑问打 96110。' }))
    await expect(
      publishCard(officer, id, publish(masked.version, { source: '见 www.evil.com' })),
    ).rejects.toMatchObject({ fields: { source: expect.stringContaining('evil.com') } })
    await publishCard(officer, id, publish(masked.version))
  })

  it.each([
    ['today', () => dayOf(new Date())],
    ['yesterday', () => dayFromToday(-1)],
    ['in three years', () => dayFromToday(1_095)],
    ['a day too late', () => dayFromToday(731)],
  ])('refuses an expiry %s', async (_what, day) => {
    const { id, version } = await draftCard(officer)
    await expect(publishCard(officer, id, publish(version, { expiresOn: day() }))).rejects.toMatchObject({
      code: 'bad_input',
      fields: { expiresOn: expect.any(String) },
    })
  })

  it('takes the last day that is allowed', async () => {
    const { id, version } = await draftCard(officer)
    await publishCard(officer, id, publish(version, { expiresOn: latestExpiry(dayOf(new Date())) }))
  })

  it('asks for what readers need before it submits', async () => {
    const { id } = await createCard(volunteer, createCardSchema.parse({ id: v7(), kind: 'tip', title: '空的' }))
    await expect(submitCard(volunteer, id, 1)).rejects.toMatchObject({
      code: 'bad_input',
      fields: { headline: expect.any(String), body: expect.any(String) },
    })
  })

  it('keeps every version as it was, and takes an old one up as a new draft', async () => {
    const { id, version } = await draftCard(volunteer, { body: '第一种写法' })
    const { version: second } = await saveCard(volunteer, id, save(version, { body: '第二种写法' }))
    expect(await readVersion(ours.stationId, id, version)).toMatchObject({
      number: version,
      body: '第一种写法',
      html: '<p>第一种写法</p>\n',
      savedBy: volunteer.name,
    })
    expect(await codeOf(readVersion(ours.stationId, id, 99))).toBe('not_found')
    expect(await restoreVersion(volunteer, id, { version: second, number: version })).toEqual({
      id,
      version: second + 1,
    })
    expect((await detail(id)).card).toMatchObject({ body: '第一种写法', stage: 'draft' })
    expect((await readVersion(ours.stationId, id, second)).body).toBe('第二种写法')
    await expect(database.sql`update card_versions set title = 'x' where card_id = ${id}`).rejects.toThrow(
      'append-only',
    )
    await expect(database.sql`delete from card_versions where card_id = ${id}`).rejects.toThrow('append-only')
  })

  it('takes comments once, and lets their author or an officer take them away', async () => {
    const { id } = await draftCard(volunteer)
    const comment = { id: v7(), text: '写得好' }
    await Promise.all([addComment(docent, id, comment), addComment(docent, id, comment)])
    expect((await detail(id)).comments).toMatchObject([{ id: comment.id, text: '写得好', memberId: docent.id }])
    expect(await codeOf(addComment(volunteer, id, comment))).toBe('conflict')
    expect(await codeOf(deleteComment(volunteer, comment.id))).toBe('forbidden')
    await deleteComment(docent, comment.id)
    expect(await codeOf(deleteComment(docent, comment.id))).toBe('not_found')
    const second = { id: v7(), text: '再说一句' }
    await addComment(volunteer, id, second)
    await deleteComment(officer, second.id)
    expect((await detail(id)).comments).toEqual([])
    expect((await audited(id)).slice(2)).toEqual(['card.comment', 'card.uncomment', 'card.comment', 'card.uncomment'])
  })

  it('knows no card of another station', async () => {
    const { id, version } = await draftCard(volunteer)
    const comment = { id: v7(), text: '内部' }
    await addComment(volunteer, id, comment)
    const outcomes = [
      readCard(theirs.stationId, id),
      readVersion(theirs.stationId, id, 1),
      saveCard(stranger, id, save(version)),
      submitCard(stranger, id, version),
      returnCard(stranger, id, { version, reason: '无' }),
      publishCard(stranger, id, publish(version)),
      withdrawCard(stranger, id, '无'),
      republishCard(stranger, id),
      restoreVersion(stranger, id, { version, number: 1 }),
      addComment(stranger, id, { id: v7(), text: '外人' }),
      deleteComment(stranger, comment.id),
      previewCard(stranger, id, { body: '', title: '', headline: '', source: '' }),
    ]
    expect(await Promise.all(outcomes.map(codeOf))).toEqual(outcomes.map(() => 'not_found'))
    expect((await listCards(theirs.stationId)).map((card) => card.id)).not.toContain(id)
    expect((await listCards(ours.stationId)).find((card) => card.id === id)).toMatchObject({
      title: '快递退款别点链接',
      authorName: volunteer.name,
      stage: 'draft',
      comments: 1,
      withdrawn: false,
      savedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it('lists what waits for review first', async () => {
    const waits = await draftCard(volunteer)
    await submitCard(volunteer, waits.id, waits.version)
    await draftCard(volunteer)
    const stages = (await listCards(ours.stationId)).map((card) => card.stage)
    expect(stages[0]).toBe('submitted')
    expect(stages.lastIndexOf('submitted')).toBeLessThan(stages.findIndex((stage) => stage !== 'submitted'))
  })
})
