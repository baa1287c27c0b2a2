import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreVersion, saveCard } from '#server/card/cards.ts'
import type { Actor } from '#server/card/find.ts'
import { addPicture, deletePicture, readPicture } from '#server/card/pictures.ts'
import { listPublicCards, readPublicCard, readSiteUrgent } from '#server/card/public.ts'
import { readCard, readVersion } from '#server/card/queries/read-card.ts'
import { publishCard } from '#server/card/review.ts'
import { readScreenUrgent } from '#server/card/urgent.ts'
import { auditLog } from '#server/database/schema/index.ts'
import { URGENT_MS } from '#shared/card/card.ts'
import { saveCardSchema } from '#shared/card/input.ts'
import { cardText, draftCard, publishedCard, seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { pictureFile } from '../fixtures/pictures.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { republishCard, showOnScreens, stopOnScreens, withdrawCard } from '../fixtures/seen.ts'

describe.each(await databases())('published cards on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
  let volunteer: Actor & { name: string }
  let officer: Actor & { name: string }
  const listed = async (now?: Date) => (await listPublicCards(undefined, now)).cards.map(({ id }) => id)
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
  const nobody = async () => undefined
  beforeAll(async () => {
    useRealLibrary()
    database = await create()
    ours = await seedStation(database.db)
    volunteer = await seedMember(database.db, ours.stationId, 'volunteer')
    officer = await seedMember(database.db, ours.stationId, 'officer')
  })
  afterAll(() => database.drop())

  it('are what was published, newest first, without a name', async () => {
    const older = await publishedCard(volunteer, officer, { scamType: 'task-rebate' }, {}, new Date(Date.now() - 1_000))
    const newer = await publishedCard(officer, officer)
    await draftCard(volunteer)
    expect(await listed()).toEqual([newer.id, older.id])
    expect((await listPublicCards('task-rebate')).cards.map(({ id }) => id)).toEqual([older.id])
    const page = await readPublicCard(older.id)
    expect(page).toMatchObject({
      author: '志愿者',
      source: '警务室整理',
      expiresOn: dayFromToday(90),
      publishedOn: dayFromToday(0),
      scam: { id: 'task-rebate' },
      html: expect.stringContaining('<strong>三倍</strong>'),
    })
    expect(JSON.stringify([page, await listPublicCards()])).not.toContain(volunteer.name)
    expect(JSON.stringify(page)).not.toContain(volunteer.id)
  })

  it('are gone at once when withdrawn, and back when that is undone', async () => {
    const { id } = await publishedCard(volunteer, officer)
    expect(await listed()).toContain(id)
    await withdrawCard(officer, id, '写错了')
    expect(await listed()).not.toContain(id)
    await expect(readPublicCard(id)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('撤下'),
    })
    await republishCard(officer, id)
    expect(await listed()).toContain(id)
  })

  it('are gone after their last day', async () => {
    const { id } = await publishedCard(volunteer, officer, {}, { expiresOn: dayFromToday(3) })
    const at = (days: number) => new Date(Date.parse(`${dayFromToday(days)}T23:59:00+08:00`))
    expect(await listed(at(3))).toContain(id)
    expect(await listed(at(4))).not.toContain(id)
    expect(await codeOf(readPublicCard(id, at(4)))).toBe('not_found')
  })

  it('stay as they are while a newer version is written', async () => {
    const { id } = await publishedCard(volunteer, officer)
    const { card } = await readCard(ours.stationId, id)
    await saveCard(
      volunteer,
      id,
      saveCardSchema.parse({ ...cardText({ title: '还没有审核', body: '新写的' }), version: card.version }),
    )
    expect(await readPublicCard(id)).toMatchObject({ title: '快递退款别点链接' })
  })

  it('of another station do not appear on this site', async () => {
    const theirs = await seedStation(database.db)
    const foreign = await seedMember(database.db, theirs.stationId, 'officer')
    const { id } = await publishedCard(foreign, foreign)
    expect(await listed()).not.toContain(id)
    expect(await codeOf(readPublicCard(id))).toBe('not_found')
  })

  it('call the hall while they are urgent: the newest, for a day', async () => {
    const now = new Date()
    expect((await readSiteUrgent()).urgent).toBeNull()
    const first = await publishedCard(officer, officer, { scamType: 'task-rebate' }, { urgent: true }, now)
    const { urgent } = await readSiteUrgent(now)
    expect(urgent).toMatchObject({
      id: first.id,
      title: '快递退款别点链接',
      headline: '说要退款，先挂电话',
      rule: expect.stringMatching(/./),
      publishedAt: now.getTime(),
      scene: { said: expect.any(String), picture: '/scams/task-rebate.svg' },
      until: now.getTime() + URGENT_MS,
    })
    const second = await publishedCard(officer, officer, {}, { urgent: true }, new Date(now.getTime() + 1_000))
    const soon = new Date(now.getTime() + 2_000)
    expect((await readSiteUrgent(soon)).urgent?.id).toBe(second.id)
    await withdrawCard(officer, second.id, '误报', soon)
    expect((await readSiteUrgent(soon)).urgent?.id).toBe(first.id)
    expect((await listPublicCards(undefined, soon)).cards.find(({ id }) => id === first.id)?.urgent).toBe(true)
    const later = new Date(now.getTime() + URGENT_MS + 1)
    expect((await readSiteUrgent(later)).urgent).toBeNull()
    expect((await listPublicCards(undefined, later)).cards.find(({ id }) => id === first.id)?.urgent).toBe(false)
    await withdrawCard(officer, first.id, '试过了')
  })

  it('leave the screens when that is asked for, and stay on the site', async () => {
    const now = new Date()
    const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)
    const { id } = await publishedCard(officer, officer, {}, { urgent: true, screens: '1h' }, now)
    const onScreens = async (at = now) => (await readScreenUrgent(ours.stationId, at))?.id
    expect((await readScreenUrgent(ours.stationId, now))?.until).toBe(hours(1).getTime())
    expect(await onScreens(hours(1))).toBeUndefined()
    await showOnScreens(officer, id, '2h', hours(0.5))
    expect((await readScreenUrgent(ours.stationId, hours(1)))?.until).toBe(hours(2.5).getTime())
    expect((await readCard(ours.stationId, id)).card.screensUntil).toBe(hours(2.5).toISOString())
    expect(await codeOf(stopOnScreens(volunteer, id))).toBe('forbidden')
    await stopOnScreens(officer, id)
    expect(await onScreens()).toBeUndefined()
    expect((await readCard(ours.stationId, id)).card.screensUntil).toBeNull()
    expect(await codeOf(stopOnScreens(officer, id))).toBe('conflict')
    expect((await listPublicCards()).cards.find((card) => card.id === id)?.urgent).toBe(true)
    expect((await readSiteUrgent()).urgent?.id).toBe(id)
    const audit = await database.db.select().from(auditLog).where(eq(auditLog.subjectId, id))
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['card.publish', 'card.show', 'card.stop']),
    )
    await showOnScreens(officer, id, '24h')
    await withdrawCard(officer, id, '误报')
    expect(await onScreens()).toBeUndefined()
    expect(await codeOf(showOnScreens(officer, id, '1h'))).toBe('conflict')
  })

  describe('pictures', () => {
    const upload = async (by: Actor, cardId: string, id = v7()) => addPicture(by, cardId, id, await pictureFile('png'))
    const showing = (version: number, ...ids: string[]) =>
      saveCardSchema.parse({
        ...cardText({ body: ids.map((id) => `![说明](picture:${id})`).join('\n\n') || '没有图' }),
        version,
      })

    it("are the members' alone until the text that shows them is public", async () => {
      const { id, version } = await draftCard(officer)
      const picture = await upload(officer, id)
      expect(picture).toMatchObject({ width: 120, height: 80 })
      const saved = await saveCard(officer, id, showing(version, picture.id))
      const hidden = await upload(officer, id)
      expect(await codeOf(readPicture(picture.id, nobody))).toBe('not_found')
      const { bytes, open } = await readPicture(picture.id, async () => volunteer)
      expect(open).toBe(false)
      expect((await sharp(Buffer.from(bytes)).metadata()).format).toBe('webp')
      const theirs = await seedStation(database.db)
      expect(await codeOf(readPicture(picture.id, async () => ({ stationId: theirs.stationId })))).toBe('not_found')
      await publishCard(officer, id, {
        version: saved.version,
        source: '警务室整理',
        expiresOn: dayFromToday(30),
        urgent: false,
        screens: '24h',
        withdrawn: null,
        returned: false,
      })
      expect((await readPicture(picture.id, nobody)).open).toBe(true)
      expect((await readPublicCard(id)).html).toContain(
        `<img src="/api/cards/pictures/${picture.id}" alt="说明" width="120" height="80"`,
      )
      // A picture uploaded for the next version is not public yet.
      expect(await codeOf(readPicture(hidden.id, nobody))).toBe('not_found')
      await withdrawCard(officer, id, '试过了')
      expect(await codeOf(readPicture(picture.id, nobody))).toBe('not_found')
    })

    it('are stored once, at most ten of a card, by whoever may write it', async () => {
      const { id } = await draftCard(volunteer)
      const first = v7()
      expect(await upload(volunteer, id, first)).toEqual(await upload(volunteer, id, first))
      for (let more = 0; more < 9; more++) await upload(volunteer, id)
      expect((await readCard(ours.stationId, id)).pictures).toHaveLength(10)
      expect(await codeOf(upload(volunteer, id))).toBe('conflict')
      expect(await codeOf(upload(volunteer, id, first))).toBe('done')
      const docent = await seedMember(database.db, ours.stationId, 'docent')
      expect(await codeOf(upload(docent, id))).toBe('forbidden')
      expect(await codeOf(deletePicture(docent, first))).toBe('forbidden')
      await deletePicture(volunteer, first)
      expect((await readCard(ours.stationId, id)).pictures).toHaveLength(9)
    })

    it('cannot go while a text shows them, and leave words behind when they have gone', async () => {
      const { id, version } = await draftCard(officer)
      const picture = await upload(officer, id)
      const shown = await saveCard(officer, id, showing(version, picture.id))
      expect(await codeOf(deletePicture(officer, picture.id))).toBe('conflict')
      const without = await saveCard(officer, id, showing(shown.version))
      await deletePicture(officer, picture.id)
      expect((await readVersion(ours.stationId, id, shown.version)).html).not.toContain('<img')
      const restored = await restoreVersion(officer, id, { version: without.version, number: shown.version })
      expect((await readCard(ours.stationId, id)).card).toMatchObject({
        version: restored.version,
        body: '（图片已删除：说明）',
      })
    })

    it('of another card cannot be shown', async () => {
      const one = await draftCard(officer)
      const other = await draftCard(officer)
      const picture = await upload(officer, one.id)
      await expect(saveCard(officer, other.id, showing(other.version, picture.id))).rejects.toMatchObject({
        code: 'bad_input',
        fields: { body: expect.stringContaining('不属于这张卡') },
      })
    })
  })
})
