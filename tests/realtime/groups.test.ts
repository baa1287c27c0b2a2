/** A docent leads a group of screens: one truth for all consoles and screens. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { members } from '#server/database/schema/index.ts'
import { archiveGroup, editGroup } from '#server/screen/groups.ts'
import type { Cue, Press } from '#shared/programme/cue.ts'
import type { CueNews, FlipNews, GroupView } from '#shared/programme/group.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { ledGroup, notices, publishedProgramme } from '../fixtures/group.ts'
import { ask, client, officeCookie, once, startRealtime, type TestRealtime } from '../fixtures/realtime.ts'
import { officerOf } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

describe.each(await databases())('a docent and a group of screens on the $name', (kind) => {
  let database: TestDatabase
  let server: TestRealtime
  let seed: Seed
  let programmeId: string
  let port: number
  let groups = 0
  const open: Socket[] = []
  const keep = (socket: Socket) => {
    open.push(socket)
    return socket
  }
  const screen = (cookie: string) => keep(client(`${server.url}/screens`, { cookie }))
  const console = async (memberId = seed.memberId) =>
    keep(client(`${server.url}/office`, { cookie: await officeCookie({ id: memberId, epoch: 1 }) }))
  const group = (count: number) => ledGroup(seed, count, `屏组 ${(groups += 1)}`)
  const docent = async (role: 'docent' | 'volunteer' = 'docent') => {
    const login = `d${randomBytes(4).toString('hex')}`
    const [row] = await database.db
      .insert(members)
      .values({ stationId: seed.stationId, login, name: '小林', role, passwordHash: 'x' })
      .returning()
    return row!.id
  }
  const watching = async (office: Socket, groupId: string) => {
    const answer = await ask<GroupView>(office, 'group:watch', { groupId })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.data
  }
  const start = async (office: Socket, groupId: string, epoch = 0) => {
    const answer = await ask<CueNews>(office, 'group:start', { groupId, programmeId, epoch })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.data.cue!
  }
  const press = (office: Socket, groupId: string, epoch: number, pressed: Press) =>
    ask<CueNews>(office, 'group:press', { groupId, epoch, press: pressed })

  beforeAll(async () => {
    database = await kind.create()
    seed = await seedStation(database.db)
    programmeId = await publishedProgramme(database.db, seed, notices('第一幕', '第二幕', '第三幕'))
    server = await startRealtime()
    port = Number(new URL(server.url).port)
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await server.close()
    await database.drop()
  })

  it('sends each cue to every screen ahead of its time, and tells consoles which have shown it', async () => {
    const { id, screens } = await group(2)
    const sockets = screens.map(({ cookie }) => screen(cookie))
    await Promise.all(sockets.map((socket) => once<ScreenState>(socket, 'screen:state')))
    const office = await console()
    expect(await watching(office, id)).toMatchObject({ epoch: 0, cue: null, driver: null, programmes: [{ scenes: 3 }] })
    const cues = sockets.map((socket) => once<[string, Cue]>(socket, 'screen:cue'))
    const got = sockets.map(
      (socket) => new Promise<Cue>((resolve) => socket.once('screen:cue', (_id: string, cue: Cue) => resolve(cue))),
    )
    const cue = await start(office, id)
    await Promise.all(cues)
    for (const one of await Promise.all(got)) {
      expect(one).toEqual(cue)
      expect(Date.now()).toBeLessThan(one.now.showAt)
    }
    const flips: FlipNews[] = []
    office.on('group:flipped', (news: FlipNews) => flips.push(news))
    const { showAt } = cue.now
    await ask(sockets[0]!, 'screen:flipped', { epoch: 1, seq: 1, showAt, shownAt: showAt + 3.25 })
    await ask(sockets[1]!, 'screen:flipped', { epoch: 1, seq: 1, showAt, shownAt: showAt - 2 })
    await until(() => flips.length === 2)
    expect(flips.map(({ screenId, skewMs }) => [screenId, skewMs])).toEqual([
      [screens[0]!.id, 3.3],
      [screens[1]!.id, -2],
    ])
  })

  it('has one who drives; the other looks on, takes over, and then it is the first who looks on', async () => {
    const { id } = await group(1)
    const [first, second] = [await console(), await console(await docent())]
    await watching(first, id)
    await watching(second, id)
    const { epoch } = await start(first, id)
    expect(await press(second, id, epoch, { kind: 'next' })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    const news = once<CueNews>(first, 'group:cued')
    expect(await ask(second, 'group:take', { groupId: id, epoch })).toMatchObject({ ok: true })
    expect(await news).toMatchObject({ driver: { name: '小林' } })
    expect(await press(second, id, epoch, { kind: 'next' })).toMatchObject({ ok: true })
    expect(await press(first, id, epoch, { kind: 'next' })).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it('counts every press of two consoles of one docent, and all hear the same', async () => {
    const { id } = await group(1)
    const consoles = [await console(), await console()]
    const heard: CueNews[][] = [[], []]
    for (const [at, office] of consoles.entries()) {
      await watching(office, id)
      office.on('group:cued', (news: CueNews) => heard[at]!.push(news))
    }
    const { epoch } = await start(consoles[0]!, id)
    // Twenty at once from both: each pair of a scene on and a scene back ends where it began.
    const presses = Array.from({ length: 20 }, (_, n) =>
      press(consoles[n % 2]!, id, epoch, { kind: n % 2 ? 'resume' : 'pause' }),
    )
    const seqs = (await Promise.all(presses)).map((answer) => (answer.ok ? answer.data.cue!.seq : -1))
    expect(Math.min(...seqs)).toBeGreaterThanOrEqual(1)
    const last = (await watching(consoles[0]!, id)).cue
    await until(() => heard.every((all) => all.some(({ cue }) => cue?.seq === last?.seq)))
    expect(last?.seq).toBe(Math.max(...seqs))
  })

  it('refuses what was pressed for a tour that is over, and starts the next one once', async () => {
    const { id } = await group(1)
    const office = await console()
    await watching(office, id)
    const { epoch } = await start(office, id)
    expect(await ask(office, 'group:end', { groupId: id, epoch })).toMatchObject({ ok: true, data: { cue: null } })
    // The answer was lost on its way, and it is pressed again.
    expect(await ask(office, 'group:end', { groupId: id, epoch })).toMatchObject({ ok: true })
    expect(await press(office, id, epoch, { kind: 'next' })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    const twice = await Promise.all(
      [0, 1].map(() => ask<CueNews>(office, 'group:start', { groupId: id, programmeId, epoch: epoch + 1 })),
    )
    expect(twice.map(({ ok }) => ok).sort()).toEqual([false, true])
  })

  it('goes on after the server was restarted in mid-tour, also for a screen that comes late', async () => {
    const { id, screens } = await group(2)
    const office = await console()
    await watching(office, id)
    const { epoch } = await start(office, id)
    await press(office, id, epoch, { kind: 'go', scene: 2 })
    const paused = await press(office, id, epoch, { kind: 'pause' })
    if (!paused.ok) throw new Error('refused')
    open.splice(0).forEach((socket) => socket.disconnect())
    await server.close()
    server = await startRealtime({ port })
    const late = await once<ScreenState>(screen(screens[1]!.cookie), 'screen:state')
    expect(late.show).toMatchObject({ kind: 'scene', cue: paused.data.cue })
    const again = await console()
    expect((await watching(again, id)).cue).toEqual(paused.data.cue)
    expect(await press(again, id, epoch, { kind: 'resume' })).toMatchObject({ ok: true })
  })

  it('lets screens go that leave the group, and the group when it is put away', async () => {
    const { id, screens } = await group(2)
    const office = await console()
    await watching(office, id)
    await start(office, id)
    const [stays, leaves] = screens.map(({ cookie }) => screen(cookie))
    expect((await once<ScreenState>(leaves!, 'screen:state')).show.kind).toBe('scene')
    const by = officerOf(seed)
    const name = `屏组 ${groups}`
    await editGroup(by, id, { name, screenIds: [screens[0]!.id], revision: 1 })
    const free = await ask<ScreenState>(leaves!, 'screen:sync')
    expect(free).toMatchObject({ ok: true, data: { groupId: null, show: { kind: 'attract' } } })
    await archiveGroup(by, id, { revision: 2 })
    expect(await ask(stays!, 'screen:sync')).toMatchObject({ ok: true, data: { show: { kind: 'attract' } } })
    expect(await ask(office, 'group:watch', { groupId: id })).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('belongs to its station, and to those who may lead', async () => {
    const { id } = await group(1)
    const other = await seedStation(database.db)
    const foreign = await console(other.memberId)
    const volunteer = await console(await docent('volunteer'))
    for (const event of ['group:watch', 'group:end', 'group:take']) {
      const payload = { groupId: id, ...(event !== 'group:watch' && { epoch: 0 }) }
      expect(await ask(foreign, event, payload)).toMatchObject({ ok: false, error: { code: 'not_found' } })
      expect(await ask(volunteer, event, payload)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
    const office = await console()
    const unknown = { groupId: id, programmeId: crypto.randomUUID(), epoch: 0 }
    expect(await ask(office, 'group:start', unknown)).toMatchObject({
      ok: false,
      error: { code: 'bad_input', fields: { programmeId: expect.any(String) } },
    })
    expect(await ask(office, 'group:press', { groupId: id, epoch: 0, press: { kind: 'go', scene: -1 } })).toMatchObject(
      {
        ok: false,
        error: { code: 'bad_input', fields: { 'press.scene': expect.any(String) } },
      },
    )
  })
})
