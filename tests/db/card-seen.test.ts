/** What is decided about a card is about what its page showed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discardCard as discardUnseen, saveCard } from '#server/card/cards.ts'
import type { Actor } from '#server/card/find.ts'
import { showOnScreens as showUnseen, stopOnScreens as stopUnseen } from '#server/card/on-screens.ts'
import { readCard } from '#server/card/queries/read-card.ts'
import {
  publishCard,
  republishCard as republishUnseen,
  returnCard,
  submitCard as submitUnseen,
  withdrawCard as withdrawUnseen,
} from '#server/card/review.ts'
import { readScreenUrgent } from '#server/card/urgent.ts'
import {
  codeOf,
  draftCard,
  publishedCard,
  publishInput as publish,
  saveInput as save,
  seedMember,
  seedWriters,
} from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { republishCard, showOnScreens, stopOnScreens, submitCard, withdrawCard } from '../fixtures/seen.ts'
import type { Seed } from '../fixtures/station.ts'

describe.each(await databases())('a card that two people have open on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
  let volunteer: Actor
  let officer: Actor
  let colleague: Actor & { name: string }
  const detail = (id: string) => readCard(ours.stationId, id)
  beforeAll(async () => {
    useRealLibrary()
    database = await create()
    ;({ ours, volunteer, officer } = await seedWriters(database.db))
    colleague = await seedMember(database.db, ours.stationId, 'officer')
  })
  afterAll(() => database.drop())

  it('overrides nothing that the officer has not seen, and says who did it, when and why', async () => {
    const { id } = await publishedCard(volunteer, officer)
    await withdrawCard(officer, id, '电话写错了')
    const seen = (await detail(id)).card.withdrawnAt ?? ''
    // A colleague publishes it again, and withdraws it for another reason.
    await republishCard(colleague, id)
    await withdrawCard(colleague, id, '当事人要求', new Date(Date.parse(seen) + 60_000))
    await expect(republishUnseen(officer, id, { withdrawn: seen })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(new RegExp(`由民警${colleague.name}在 \\d.*撤下.*当事人要求`)),
    })
    expect((await detail(id)).card).toMatchObject({ withdrawn: true, withdrawReason: '当事人要求' })
    // A newer version neither.
    const { card } = await detail(id)
    const text = { source: card.source, expiresOn: card.expiresOn }
    const { version } = await saveCard(volunteer, id, save(card.version, { ...text, title: '改过' }))
    await submitCard(volunteer, id, version)
    await expect(publishCard(officer, id, publish(version, { withdrawn: seen }))).rejects.toMatchObject({
      message: expect.stringContaining('当事人要求'),
    })
    await publishCard(officer, id, publish(version, { withdrawn: card.withdrawnAt }))
    // Version 2 is not taken down for a fault of version 1.
    const former = { published: card.publishedVersion ?? 0 }
    for (const act of [
      () => withdrawUnseen(colleague, id, { ...former, reason: '旧的一版有错' }),
      () => stopUnseen(colleague, id, former),
      () => showUnseen(colleague, id, { ...former, screens: '2h', until: null }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('您看到的不是') })
    expect((await detail(id)).card).toMatchObject({ withdrawn: false, publishedVersion: version })
  })

  it('is not put back on the screens by an officer who has not seen that it was stopped', async () => {
    const { id } = await publishedCard(volunteer, officer)
    const { publishedVersion } = (await detail(id)).card
    const seen = { published: publishedVersion ?? 0, screens: '24h' as const }
    await showOnScreens(officer, id, '2h')
    const until = (await detail(id)).card.screensUntil
    await stopOnScreens(officer, id)
    expect(await codeOf(showUnseen(colleague, id, { ...seen, until }))).toBe('conflict')
    expect((await detail(id)).card.screensUntil).toBeNull()
    // That its time has passed is no news.
    await showUnseen(colleague, id, { ...seen, until: new Date(0).toISOString() })
    expect((await detail(id)).card.screensUntil).not.toBeNull()
  })

  it('does not come back to the screens by itself when it is published again', async () => {
    const { id } = await publishedCard(volunteer, officer, {}, { urgent: true })
    expect((await detail(id)).card.screensUntil).not.toBeNull()
    await withdrawCard(officer, id, '误报')
    await republishCard(officer, id)
    expect((await detail(id)).card).toMatchObject({ withdrawn: false, screensUntil: null })
    expect((await readScreenUrgent(ours.stationId))?.id).not.toBe(id)
  })

  it('is neither deleted nor submitted over what the presser has not seen', async () => {
    const { id, version } = await draftCard(volunteer)
    const filled = await saveCard(officer, id, save(version, { body: '先挂电话，再打 96110。' }))
    expect(await codeOf(discardUnseen(volunteer, id, { version }))).toBe('conflict')
    expect((await detail(id)).card.discarded).toBe(false)
    await submitCard(volunteer, id, filled.version)
    await returnCard(officer, id, { version: filled.version, reason: '缺来源' })
    const again = { version: filled.version, returned: false }
    await expect(submitUnseen(volunteer, id, again)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('缺来源'),
    })
    await submitUnseen(volunteer, id, { ...again, returned: true })
  })
})
