/** The salts of campaigns: outside of the database, and gone for good when a campaign is closed. */
import { linkSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCampaign, getCampaign } from '#server/campaign/campaigns.ts'
import { resolveCode, requireOpenCode } from '#server/campaign/codes.ts'
import { destroyHeld, heldSalt, printOf } from '#server/campaign/salt-held.ts'
import { findSalt, tendSalts } from '#server/campaign/salts.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { closeCampaign } from '../fixtures/seen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const DAY_MS = 86_400_000

describe.each(await databases())('salts on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let dir: string
  beforeEach(async () => {
    database ??= await create()
    dir = ownFolder()
    vi.stubEnv('DATA_DIR', dir)
    seed = await seedStation(database.db)
  })
  afterEach(() => vi.unstubAllEnvs())
  afterAll(() => database.drop())

  const by = () => ({ id: seed.memberId, stationId: seed.stationId })
  const files = () => readdirSync(join(dir, 'salts'))
  const fileOf = (id: string) => join(dir, 'salts', `${id}.salt`)
  const made = async () => {
    const input = {
      id: randomUUID(),
      title: '冬季行动',
      slogan: '',
      startsOn: dayFromToday(0),
      endsOn: dayFromToday(9),
    }
    const { id } = await createCampaign(by(), { ...input, goalContacts: null, goalCompletions: null, population: null })
    return { id, salt: readFileSync(fileOf(id)) }
  }
  const row = async (id: string) =>
    (await database.sql`select salt, salt_print as print, resalted_at as since from campaigns where id = ${id}`)[0]!

  it('has the print of a salt in the database, and the salt in a file', async () => {
    const { id, salt } = await made()
    expect(salt).toHaveLength(32)
    const { salt: stored, print } = await row(id)
    expect(stored).toBeNull()
    expect(printOf(salt).equals(print)).toBe(true)
    expect(await findSalt({ id, saltPrint: print })).toEqual(salt)
    // The same request again: one campaign, one salt.
    const before = readFileSync(fileOf(id))
    await createCampaign(by(), { ...(await getCampaign(seed.stationId, id)), id })
    expect(readFileSync(fileOf(id))).toEqual(before)
    expect((await row(id)).print).toEqual(print)
  })

  it('overwrites the file on the disk when the campaign is closed', async () => {
    const { id, salt } = await made()
    const { print } = await row(id)
    // Another name for the same bytes on the disk.
    linkSync(fileOf(id), join(dir, 'same'))
    expect(readFileSync(join(dir, 'same'))).toEqual(salt)
    await closeCampaign(by(), id, '冬季行动')
    expect(files()).toEqual([])
    expect(readFileSync(join(dir, 'same'))).not.toEqual(salt)
    expect(heldSalt(id, print)).toBeUndefined()
    expect(await findSalt({ id, saltPrint: print })).toBeUndefined()
  })

  it('destroys what a kill has left of a closed campaign', async () => {
    const { id, salt } = await made()
    linkSync(fileOf(id), join(dir, 'same'))
    await database.sql`update campaigns set status = 'closed' where id = ${id}`
    await tendSalts()
    expect(files()).not.toContain(`${id}.salt`)
    expect(readFileSync(join(dir, 'same'))).not.toEqual(salt)
  })

  it('keeps the salt of a campaign that a restore has taken away, for as long as it can come back', async () => {
    const { id, salt } = await made()
    await database.sql`delete from campaigns where id = ${id}`
    await tendSalts()
    expect(readFileSync(fileOf(id))).toEqual(salt)
    const old = new Date(Date.now() - 14.1 * DAY_MS)
    utimesSync(fileOf(id), old, old)
    await tendSalts()
    expect(files()).not.toContain(`${id}.salt`)
  })

  it('takes over the salt that an earlier version kept in the database', async () => {
    const { code, salt, campaignId } = seed
    expect((await requireOpenCode(code)).salt).toEqual(salt)
    expect(readFileSync(fileOf(campaignId))).toEqual(salt)
    const { salt: stored, print, since } = await row(campaignId)
    expect([stored, since]).toEqual([null, null])
    expect(printOf(salt).equals(print)).toBe(true)
    expect((await requireOpenCode(code)).salt).toEqual(salt)
  })

  it('gives a campaign that has lost its salt a new one, once, and says since when', async () => {
    const { code, campaignId } = seed
    await database.sql`
      update campaigns set salt = null, salt_print = ${printOf(randomBytes(32))} where id = ${campaignId}`
    const salts = await Promise.all([requireOpenCode(code), requireOpenCode(code), requireOpenCode(code)])
    for (const { salt } of salts) expect(salt).toEqual(readFileSync(fileOf(campaignId)))
    const { since } = await getCampaign(seed.stationId, campaignId).then((found) => ({ since: found.resaltedAt }))
    expect(Math.abs(Date.now() - since!.getTime())).toBeLessThan(60_000)
    await tendSalts()
    expect((await getCampaign(seed.stationId, campaignId)).resaltedAt).toEqual(since)
  })

  it('does not take a damaged file, or one of another campaign, for the salt', async () => {
    const { id } = await made()
    const { print } = await row(id)
    destroyHeld(id)
    expect(heldSalt(id, print)).toBeUndefined()
    const found = await resolveCode(seed.code)
    expect(heldSalt(id, found!.campaign.saltPrint ?? printOf(randomBytes(32)))).toBeUndefined()
  })
})
