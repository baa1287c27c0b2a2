import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, recoverCard, restoreVersion, saveCard } from '#server/card/cards.ts'
import { addComment } from '#server/card/comments.ts'
import type { Actor } from '#server/card/find.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { readCard } from '#server/card/queries/read-card.ts'
import { publishCard, returnCard } from '#server/card/review.ts'
import { createCardSchema } from '#shared/card/input.ts'
import {
  draftCard,
  publishedCard,
  codeOf,
  publishInput as publish,
  saveInput as save,
  seedWriters,
} from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import type { Seed } from '../fixtures/station.ts'
import { discardCard, republishCard, submitCard, withdrawCard } from '../fixtures/seen.ts'

describe.each(await databases())('writing cards on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
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
    ;({ ours, volunteer, docent, officer, stranger } = await seedWriters(database.db))
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
    // Source and last day are published too, so publishing other values makes a new version.
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
    // A card that was published is withdrawn, not discarded.
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
    // Withdrawn by a colleague while the dialog is open: not public again unseen.
    await withdrawCard(officer, id, '电话写错了')
    await expect(publishCard(officer, id, publish(version))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('电话写错了'),
    })
    expect((await detail(id)).card).toMatchObject({ withdrawn: true, publishedVersion: before.version })
    await publishCard(officer, id, publish(version, { withdrawn: (await detail(id)).card.withdrawnAt }))
    // Publishing changed nothing, so it makes no new version.
    expect((await detail(id)).card).toMatchObject({ stage: 'approved', version, publishedVersion: version })
    expect((await detail(id)).card.withdrawn).toBe(false)
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
    // The answer was lost, and the form is sent again.
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
})
