/** Whatever ends a member's sessions ends their connections at once, not only at the next periodic check. */
import { eq } from 'drizzle-orm'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { members } from '#server/database/schema/index.ts'
import { hashPassword } from '#server/member/hash.ts'
import { endSessionIds, removeEndedSessions } from '#server/member/ended-sessions.ts'
import { changePassword, endSessions } from '#server/member/login.ts'
import { changeMember } from '#server/member/members.ts'
import { acceptReset, createReset } from '#server/member/reset.ts'
import { type CurrentMember, logOut, memberOf } from '#server/member/session.ts'
import { seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const [kind] = await databases()
const SECRET = Buffer.alloc(32, 7)

describe('a session that ends', () => {
  const PASSWORD = 'tall bamboo in the rain'
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  let admin: CurrentMember
  const open: Socket[] = []
  beforeAll(async () => {
    database = await kind!.create()
    // The periodic check is far away: only the announcement can end a connection here.
    server = await startRealtime({ recheckMs: 3_600_000 })
    seed = await seedStation(database.db)
    admin = { ...(await seedMember(database.db, seed.stationId, 'admin')), login: 'admin' }
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  /** A member with two browsers, each with the office open. */
  async function openTwice() {
    const { name, ...member } = await seedMember(database.db, seed.stationId, 'officer')
    await database.db
      .update(members)
      .set({ passwordHash: await hashPassword(PASSWORD, { lane: 'known', share: member.id }) })
      .where(eq(members.id, member.id))
    const browsers = await Promise.all(
      ['here', 'there'].map(async (place) => {
        const session = `${place} ${member.id}`
        const cookie = await officeCookie({ id: member.id, epoch: 1 }, Date.now(), session)
        const socket = client(`${server.url}/office`, { cookie, transports: ['websocket'] })
        open.push(socket)
        await once(socket, 'connect')
        // Answered, so it has joined its rooms.
        expect(await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
        return Object.assign(socket, { session })
      }),
    )
    return { member: { ...member, name, login: name }, here: browsers[0]!, there: browsers[1]! }
  }

  it.each<[string, (member: CurrentMember) => Promise<unknown>]>([
    ['the member is disabled', ({ id }) => changeMember(admin, id, { disabled: true, revision: 1 })],
    ['the member logs out everywhere', (member) => endSessions(member)],
    ['an admin makes a link for a new password', ({ id }) => createReset(admin, id, SECRET)],
  ])('takes all its offices with it at once when %s', async (_when, end) => {
    const { member, here, there } = await openTwice()
    const other = await openTwice()
    const gone = Promise.all([once(here, 'disconnect'), once(there, 'disconnect')])
    await end(member)
    await gone
    expect([other.here.connected, other.there.connected]).toEqual([true, true])
  })

  it('by a link that was used ends those of the time before', async () => {
    const { member } = await openTwice()
    const { token } = await createReset(admin, member.id, SECRET)
    const cookie = await officeCookie({ id: member.id, epoch: 2 })
    const between = client(`${server.url}/office`, { cookie, transports: ['websocket'] })
    open.push(between)
    await once(between, 'connect')
    expect(await ask(between, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
    const gone = once(between, 'disconnect')
    await acceptReset(token, 'another bamboo, no rain', SECRET)
    await gone
  })

  it('by a new password leaves the browser in which it was set, and no other', async () => {
    const { member, here, there } = await openTwice()
    const gone = once(there, 'disconnect')
    await changePassword(member, PASSWORD, 'another bamboo, no rain', new Date(), here.session)
    await gone
    // Answered without checking the session, as its cookie is from before the change.
    expect(await ask(here, 'clock:probe')).toMatchObject({ ok: true })
  })

  it('by a log-out ends in that browser only, for every copy of its cookie', async () => {
    const { member, here, there } = await openTwice()
    const user = { id: member.id, epoch: 1 }
    const other = await openTwice()
    const cookie = await officeCookie(user, Date.now(), here.session)
    const copy = client(`${server.url}/office`, { cookie, transports: ['polling'] })
    open.push(copy)
    await once(copy, 'connect')
    // Answered, so it has joined its rooms.
    expect(await ask(copy, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
    const gone = Promise.all([once(here, 'disconnect'), once(copy, 'disconnect')])
    await logOut(member, [here.session], new Date(Date.now() + 60_000))
    await gone
    const again = client(`${server.url}/office`, { cookie, transports: ['websocket'] })
    open.push(again)
    expect(await once<Error>(again, 'connect_error')).toMatchObject({ data: { code: 'unauthenticated' } })
    expect(await memberOf({ user, ids: [here.session] })).toBeUndefined()
    // A cookie that was taken over from an earlier version ends with that.
    expect(await memberOf({ user, ids: ['new', here.session] })).toBeUndefined()
    expect(await memberOf({ user, ids: [there.session] })).toMatchObject({ id: member.id })
    for (const socket of [there, other.here, other.there])
      expect(await ask(socket, 'campaign:unwatch', { campaignId: seed.campaignId })).toEqual({ ok: true })
  })

  it('is noticed before the next event where the announcement was lost', async () => {
    const { member, here, there } = await openTwice()
    await endSessionIds(database.db, [here.session], new Date(Date.now() + 60_000))
    expect(await ask(here, 'campaign:unwatch', { campaignId: seed.campaignId })).toMatchObject({
      error: { code: 'unauthenticated' },
    })
    expect(await ask(there, 'campaign:unwatch', { campaignId: seed.campaignId })).toEqual({ ok: true })
    await removeEndedSessions(database.db, new Date(Date.now() + 30_000))
    expect(await memberOf({ user: { id: member.id, epoch: 1 }, ids: [here.session] })).toBeUndefined()
    await removeEndedSessions(database.db, new Date(Date.now() + 61_000))
    expect(await database.sql`select from ended_sessions where session_id = ${here.session}`).toEqual([])
  })

  it('does not end by a change of role, or by a failure', async () => {
    const { member, here, there } = await openTwice()
    await changeMember(admin, member.id, { role: 'docent', revision: 1 })
    await expect(changePassword(member, 'wrong', 'another bamboo, no rain')).rejects.toMatchObject({
      code: 'bad_input',
    })
    for (const socket of [here, there])
      expect(await ask(socket, 'campaign:unwatch', { campaignId: seed.campaignId })).toEqual({ ok: true })
  })
})
