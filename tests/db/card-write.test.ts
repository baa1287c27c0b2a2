import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, discardCard, recoverCard, restoreVersion, saveCard } from '#server/card/cards.ts'
import { addComment, deleteComment } from '#server/card/comments.ts'
import type { Actor } from '#server/card/find.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { previewCard, readCard, readVersion } from '#server/card/queries/read-card.ts'
import { publishCard, republishCard, returnCard, submitCard, withdrawCard } from '#server/card/review.ts'
import { latestExpiry } from '#shared/card/card.ts'
import { createCardSchema, saveCardSchema } from '#shared/card/input.ts'
import { dayOf } from '#shared/station.ts'
import { cardText, draftCard, publishedCard, seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('writing cards on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
  let theirs: Seed
  let volunteer: Actor & { name: string }
  let docent: Actor
  let officer: Actor
  let stranger: Actor
  const save = (version: number, over: object = {}) => saveCardSchema.parse({ ...cardText(over), version })
  const publish = (version: number, over: object = {}) => ({
    version,
    source: '警务室整理',
    expiresOn: dayFromToday(90),
    urgent: false,
    ...over,
  })
  const audited = async (id: string) =>
    (await database.sql`select action from audit_log where subject_id = ${id} order by at, id`).map((row) => row.action)
  const detail = (id: string) => readCard(ours.stationId, id)
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
  beforeAll(async () => {
    useRealLibrary()
    database = await create()
    ours = await seedStation(database.db)
    theirs = await seedStation(database.db)
    volunteer = await seedMember(database.db, ours.stationId, 'volunteer')
    docent = await seedMember(database.db, ours.stationId, 'docent')
    officer = await seedMember(database.db, ours.stationId, 'officer')
    stranger = await seedMember(database.db, theirs.stationId, 'admin')
  })
  afterAll(() => database.drop())

  it('makes a card once, however often the form is sent', async () => {
    const input = createCardSchema.parse({ id: v7(), kind: 'case', title: '一个 案例', scamType: 'task-rebate' })
    const made = await Promise.all([createCard(volunteer, input), createCard(volunteer, input)])
    expect(made).toEqual([
      { id: input.id, version: 1 },
      { id: input.id, version: 1 },
    ])
    expect(await audited(input.id)).toEqual(['card.create'])
    expect(await codeOf(createCard(docent, input))).toBe('conflict')
    expect(await codeOf(createCard(stranger, input))).toBe('conflict')
    await expect(createCard(volunteer, { ...input, id: v7(), scamType: 'no-such-scam' })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { scamType: expect.any(String) },
    })
  })

  it('walks from a draft over a return to the public and back, with each step in the log', async () => {
    const { id, version } = await draftCard(volunteer)
    expect((await detail(id)).card).toMatchObject({ stage: 'draft', version: 2, publishedVersion: null })
    await submitCard(volunteer, id, version)
    expect(await codeOf(submitCard(volunteer, id, version))).toBe('conflict')
    await returnCard(officer, id, { version, reason: '请写清楚怎么核实' })
    expect((await detail(id)).card).toMatchObject({ stage: 'returned', returnReason: '请写清楚怎么核实' })
    const { version: better } = await saveCard(volunteer, id, save(version, { body: '先挂电话，再自己打官方客服。' }))
    expect((await detail(id)).card).toMatchObject({ stage: 'draft', returnReason: null })
    await submitCard(volunteer, id, better)
    await publishCard(officer, id, publish(better))
    const { card, versions } = await detail(id)
    // Source and last day are part of what is public.
    expect(card).toMatchObject({
      stage: 'approved',
      version: better + 1,
      publishedVersion: better + 1,
      source: '警务室整理',
      expiresOn: dayFromToday(90),
      withdrawn: false,
    })
    expect(versions.map(({ number }) => number)).toEqual([4, 3, 2, 1])
    await withdrawCard(officer, id, '内容过时')
    expect(await codeOf(withdrawCard(officer, id, '再来一次'))).toBe('conflict')
    expect((await detail(id)).card).toMatchObject({ withdrawn: true, withdrawReason: '内容过时' })
    await republishCard(officer, id)
    expect((await detail(id)).card).toMatchObject({ withdrawn: false, withdrawReason: null, publishedVersion: 4 })
    expect(await audited(id)).toEqual([
      'card.create',
      'card.edit',
      'card.submit',
      'card.return',
      'card.edit',
      'card.submit',
      'card.publish',
      'card.withdraw',
      'card.republish',
    ])
  })

  it('puts a card aside that was never public, and takes it back as it was', async () => {
    const { id, version } = await draftCard(volunteer)
    await submitCard(volunteer, id, version)
    expect(await codeOf(recoverCard(volunteer, id))).toBe('conflict')
    expect(await codeOf(discardCard(docent, id))).toBe('forbidden')
    expect(await codeOf(discardCard(stranger, id))).toBe('not_found')
    await discardCard(volunteer, id)
    expect((await detail(id)).card).toMatchObject({ discarded: true, stage: 'submitted' })
    expect((await listCards(ours.stationId)).find((card) => card.id === id)).toMatchObject({ discarded: true })
    const tried = [
      () => discardCard(officer, id),
      () => saveCard(volunteer, id, save(version, { body: '改一句。' })),
      () => publishCard(officer, id, publish(version)),
      () => returnCard(officer, id, { version, reason: '不行' }),
      () => addComment(officer, id, { id: v7(), text: '看过了' }),
    ]
    for (const work of tried) expect(await codeOf(work())).toBe('conflict')
    await recoverCard(officer, id)
    expect((await detail(id)).card).toMatchObject({ discarded: false, stage: 'submitted', version })
    await publishCard(officer, id, publish(version))
    // What residents have read is withdrawn, not put aside.
    expect(await codeOf(discardCard(officer, id))).toBe('conflict')
    await withdrawCard(officer, id, '内容过时')
    expect(await codeOf(discardCard(officer, id))).toBe('conflict')
    expect(await audited(id)).toEqual([
      'card.create',
      'card.edit',
      'card.submit',
      'card.discard',
      'card.recover',
      'card.publish',
      'card.withdraw',
    ])
  })

  it('lets volunteers and docents write, and officers decide', async () => {
    for (const author of [volunteer, docent]) {
      const { id, version } = await draftCard(author)
      await submitCard(author, id, version)
      for (const other of [volunteer, docent]) {
        expect(await codeOf(publishCard(other, id, publish(version)))).toBe('forbidden')
        expect(await codeOf(returnCard(other, id, { version, reason: '不行' }))).toBe('forbidden')
        expect(await codeOf(withdrawCard(other, id, '不行'))).toBe('forbidden')
      }
      await publishCard(officer, id, publish(version))
    }
    const { id, version } = await draftCard(volunteer)
    expect(await codeOf(saveCard(docent, id, save(version, { title: '改别人的' })))).toBe('forbidden')
    expect(await codeOf(submitCard(docent, id, version))).toBe('forbidden')
    expect(await codeOf(publishCard(officer, id, publish(version)))).toBe('conflict')
    const own = await draftCard(officer)
    await publishCard(officer, own.id, publish(own.version))
    expect((await detail(own.id)).card.stage).toBe('approved')
  })

  it('keeps what is public while a newer version waits', async () => {
    const { id } = await publishedCard(volunteer, officer)
    const { card: before } = await detail(id)
    const { version } = await saveCard(
      volunteer,
      id,
      save(before.version, { title: '新的标题', source: before.source, expiresOn: before.expiresOn }),
    )
    expect((await detail(id)).card).toMatchObject({
      title: '新的标题',
      stage: 'draft',
      publishedVersion: before.version,
    })
    await submitCard(volunteer, id, version)
    await publishCard(officer, id, publish(version))
    // Nothing was changed at publishing: no version of its own.
    expect((await detail(id)).card).toMatchObject({ stage: 'approved', version, publishedVersion: version })
  })

  it('lets one of two writers win, tells the other, and takes a repeat for what it is', async () => {
    const { id, version } = await draftCard(officer)
    const outcomes = await Promise.allSettled([
      saveCard(officer, id, save(version, { title: '甲' })),
      saveCard(officer, id, save(version, { title: '乙' })),
    ])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', message: expect.stringContaining('您写的内容还在') },
    })
    const winner = (await detail(id)).card.title
    // The answer was lost, and the form is sent once more.
    expect(await saveCard(officer, id, save(version, { title: winner }))).toEqual({ id, version: version + 1 })
    expect(await audited(id)).toEqual(['card.create', 'card.edit', 'card.edit'])
    const late = [
      submitCard(officer, id, version),
      publishCard(officer, id, publish(version)),
      restoreVersion(officer, id, { version, number: 1 }),
    ]
    expect(await Promise.all(late.map(codeOf))).toEqual(['conflict', 'conflict', 'conflict'])
  })

  it('lets a reviewer correct what waits, and takes a text that its author changes off the list', async () => {
    const { id, version } = await draftCard(volunteer)
    await submitCard(volunteer, id, version)
    const { version: corrected } = await saveCard(officer, id, save(version, { title: '改了错字' }))
    expect((await detail(id)).card.stage).toBe('submitted')
    await saveCard(volunteer, id, save(corrected, { title: '还要再改' }))
    expect((await detail(id)).card.stage).toBe('draft')
  })

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
