/** Many screens of one group on sockets: how fast a docent's press reaches them, and what they cost while idle. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'socket.io-client'
import { v7 } from 'uuid'
import { openDatabase, provideDatabase } from '../server/database/client.ts'
import { readEmbeddedAddress } from '../server/database/embedded.ts'
import { screens, stations } from '../server/database/schema/index.ts'
import { createGroup } from '../server/screen/groups.ts'
import type { CueNews } from '../shared/programme/group.ts'
import { notices, publishedProgramme } from '../tests/fixtures/group.ts'
import type { Office } from '../tests/fixtures/office.ts'
import { ask, client, once } from '../tests/fixtures/realtime.ts'
import { pairScreen } from '../tests/fixtures/screen.ts'
import type { TestServer } from '../tests/fixtures/server.ts'

const PRESSES = 40
const IDLE_S = 20
/** Clock ticks of /proc/<pid>/stat in a second. */
const TICKS = 100

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))
const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * q) - 1)] ?? Number.NaN

/** Seconds of CPU that a process has used. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Screens on sockets, as many as asked for, in one group; with the programme to be shown on it. */
async function prepare(server: TestServer, office: Office, count: number) {
  const database = openDatabase({ embedded: readEmbeddedAddress(server.dataDir)! }, { max: 1 })
  provideDatabase(database)
  try {
    const [station] = await database.db.select({ id: stations.id }).from(stations)
    const seed = { stationId: station!.id, memberId: office.member.id, campaignId: office.campaign.id }
    const paired = []
    for (let n = 0; n < count; n += 1)
      paired.push(await pairScreen(seed as never, { name: `负载 ${v7().slice(-6)}`, campaignId: null }))
    const by = { id: office.member.id, stationId: station!.id, login: 'x', name: 'x', role: 'admin' as const }
    const group = await createGroup(by, { name: `负载 ${count}`, screenIds: paired.map(({ id }) => id) })
    const programmeId = await publishedProgramme(database.db, seed as never, notices(...'一二三四五'), `负载 ${count}`)
    await database.db.update(screens).set({ zone: '' })
    return { groupId: group.id, programmeId, cookies: paired.map(({ cookie }) => cookie) }
  } finally {
    provideDatabase(undefined)
    await database.close()
  }
}

/** @returns times from a press to its arrival at each screen, ms; CPU while nothing happens, as a share of one core */
export async function groupLoad(server: TestServer, office: Office, count: number) {
  const { groupId, programmeId, cookies } = await prepare(server, office, count)
  const sockets: Socket[] = []
  let refused = 0
  for (const cookie of cookies) {
    const socket = client(`${server.url}/screens`, { cookie, transports: ['websocket'] })
    socket.on('connect_error', () => (refused += 1))
    await Promise.race([once(socket, 'screen:state'), once(socket, 'connect_error')])
    sockets.push(socket)
  }
  const cpu = cpuOf(server.pid)
  await sleep(IDLE_S * 1_000)
  const idleCpu = (cpuOf(server.pid) - cpu) / IDLE_S
  const office$ = client(`${server.url}/office`, { cookie: office.cookie() })
  await once(office$, 'connect')
  const delays: number[] = []
  let pressedAt = 0
  for (const socket of sockets) socket.on('screen:cue', () => delays.push(performance.now() - pressedAt))
  const press = async (event: string, payload: object) => {
    pressedAt = performance.now()
    const answer = await ask<CueNews>(office$, event, payload)
    if (!answer.ok) throw new Error(answer.error.message)
    return { acked: performance.now() - pressedAt, news: answer.data }
  }
  const { news } = await press('group:start', { groupId, programmeId, epoch: 0 })
  const acks: number[] = []
  for (let n = 0; n < PRESSES; n += 1) {
    await sleep(250)
    acks.push(
      (await press('group:press', { groupId, epoch: news.epoch, press: { kind: n % 2 ? 'back' : 'next' } })).acked,
    )
  }
  await sleep(500)
  for (const socket of [...sockets, office$]) socket.disconnect()
  const ms = (values: number[], q: number) => Number(quantile(values, q).toFixed(1))
  return {
    screens: count,
    refused,
    arrived: delays.length,
    expected: count * (PRESSES + 1),
    p50Ms: ms(delays, 0.5),
    p99Ms: ms(delays, 0.99),
    ackP99Ms: ms(acks, 0.99),
    idleCpu: Number(idleCpu.toFixed(3)),
  }
}
