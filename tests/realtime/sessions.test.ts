/** Whatever ends a member's sessions ends their connections at once, not only at the next periodic check. */
import { eq } from 'drizzle-orm'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { members } from '#server/database/schema/index.ts'
import { hashPassword } from '#server/member/hash.ts'
import { changePassword, endSessions } from '#server/member/login.ts'
import { changeMember } from '#server/member/members.ts'
import { acceptReset, createReset } from '#server/member/reset.ts'
import type { CurrentMember } from '#server/member/session.ts'
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
      .set({ passwordHash: await hashPassword(PASSWORD) })
      .where(eq(members.id, member.id))
    const browsers = await Promise.all(
      ['here', 'there'].map(async (session) => {
        const cookie = await officeCookie({ id: member.id, epoch: 1 }, Date.now(), session)
        const socket = client(`${server.url}/office`, { cookie, transports: ['websocket'] })
        open.push(socket)
        await once(socket, 'connect')
        // Answered, so it has joined its rooms.
        expect(await ask(socket, 'campaign:watch', { campaignId: seed.campaignId })).toMatchObject({ ok: true })
        return socket
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
    await changePassword(member, PASSWORD, 'another bamboo, no rain', new Date(), 'here')
    await gone
    // Answered without checking the session, as its cookie is from before the change.
    expect(await ask(here, 'clock:probe')).toMatchObject({ ok: true })
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
