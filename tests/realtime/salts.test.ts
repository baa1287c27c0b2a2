/** What `/numbers` promises: once a campaign is closed, its salt is nowhere; until then it is on every server. */
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'
import { openDatabase } from '#server/database/client.ts'
import { startEmbedded } from '#server/database/embedded.ts'
import { dayFromToday } from '../fixtures/days.ts'
import { launch } from '../fixtures/launch.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { CAMPAIGN_TITLE, officeOf, type Office, setUpOffice } from '../fixtures/office.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { redisAnswers, REDIS_URL } from '../fixtures/redis.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { seedStation } from '../fixtures/station.ts'
import { until } from '../fixtures/until.ts'

const postgres = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const built = existsSync('.output/server/index.mjs')

const saltFile = (server: TestServer, id: string) => join(server.dataDir, 'salts', `${id}.salt`)
const hasSalt = (server: TestServer, id: string) => existsSync(saltFile(server, id))

/** A data folder for another server of the same site. */
function folderBeside({ dataDir }: TestServer): string {
  const folder = ownFolder()
  cpSync(join(dataDir, 'secrets.json'), join(folder, 'secrets.json'))
  return folder
}

/** Files below a folder that contain the bytes, as they are or written out. */
function filesWith(dir: string, bytes: Buffer): string[] {
  const forms = [bytes, ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(bytes.toString(form)))]
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(dir, name)
    if (!statSync(file).isFile()) return false
    const content = readFileSync(file)
    return forms.some((form) => content.includes(form))
  })
}

const close = (office: Office, id: string, title: string) =>
  office.call('POST', `/api/console/campaigns/${id}/close`, { title, revision: 1 })

async function scan(url: string, code: string, cookie?: string): Promise<string> {
  const response = await fetch(`${url}/api/codes/${code}/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify({ id: randomUUID() }),
  })
  expect(response.status, await response.text()).toBeLessThan(300)
  return cookie ?? response.headers.getSetCookie()[0]!.split(';')[0]!
}

async function attempt(url: string, code: string, cookie?: string): Promise<number> {
  const response = await fetch(`${url}/api/attempts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify({ id: randomUUID(), code }),
  })
  await response.text()
  return response.status
}

describe.skipIf(!built)('the salt of a campaign that is closed', () => {
  it('is in no file of the data folder, the log of the database and its snapshots, nor in a backup', async () => {
    const server = await startServer({ from: inject('migratedFolder') })
    try {
      const office = officeOf(server, await setUpOffice(server))
      const { id } = office.campaign
      await scan(server.url, office.touchpoint.code)
      expect(await attempt(server.url, office.touchpoint.code)).toBe(200)
      const salt = readFileSync(saltFile(server, id))
      const backup = ownFolder()
      const { code, stderr } = await launch('backup', [join(backup, 'open.ndjson.gz')], { DATA_DIR: server.dataDir })
      expect([code, stderr]).toEqual([0, ''])
      // The look finds what is there.
      expect(filesWith(server.dataDir, salt)).toEqual([join('salts', `${id}.salt`)])
      expect(filesWith(server.dataDir, Buffer.from(id)).length).toBeGreaterThan(0)
      const { status } = await close(office, id, CAMPAIGN_TITLE)
      expect(status).toBe(200)
      await server.kill()
      expect(filesWith(server.dataDir, salt)).toEqual([])
      const lines = gunzipSync(readFileSync(join(backup, 'open.ndjson.gz'))).toString()
      expect(lines).toContain(id)
      for (const form of ['hex', 'base64', 'base64url'] as const) expect(lines).not.toContain(salt.toString(form))
    } finally {
      await server.stop()
    }
  })
})

describe.skipIf(!built)('the salt that an earlier version kept in the database', { timeout: 180_000 }, () => {
  it('is in its file only, once the server has started', async () => {
    const folder = ownFolder()
    cpSync(inject('migratedFolder'), folder, { recursive: true })
    const embedded = await startEmbedded(folder)
    const handle = openDatabase({ embedded: embedded.address }, { max: 1 })
    const { campaignId, salt } = await seedStation(handle.db)
    // Dead rows, and enough in the log that files of it are put in store.
    for (let time = 0; time < 6; time++) {
      await handle.sql`update campaigns set slogan = ${String(time)}`
      await handle.sql`select pg_logical_emit_message(true, 'x', repeat('y', 9000000))`
      if (time % 2) await handle.sql`checkpoint`
    }
    await handle.close()
    await embedded.close()
    expect(filesWith(folder, salt).filter((name) => name.includes('pg_wal'))).not.toEqual([])
    expect(filesWith(folder, salt).filter((name) => name.includes('base'))).not.toEqual([])
    const server = await startServer({ dataDir: folder })
    try {
      const own = join('salts', `${campaignId}.salt`)
      await until(() => !existsSync(join(folder, 'salts', 'clear-database')), 60_000)
      expect(filesWith(folder, salt)).toEqual([own])
      await server.kill()
      expect(filesWith(folder, salt)).toEqual([own])
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe.skipIf(!built || !(await serverAnswers(postgres)) || !(await redisAnswers()))('salts on two servers', () => {
  it('come from one to the other, so that a phone is one device on both, and go from both', async () => {
    const database = await createServerDatabase(postgres)
    const options = { databaseUrl: database.url, redisUrl: REDIS_URL }
    const a = await startServer(options)
    const servers = [a]
    const handle = openDatabase({ url: database.url })
    try {
      const office = officeOf(a, await setUpOffice(a))
      const { id } = office.campaign
      const b = await startServer({ ...options, dataDir: folderBeside(a) })
      servers.push(b)
      const cookie = await scan(a.url, office.touchpoint.code)
      await scan(b.url, office.touchpoint.code, cookie)
      const [row] = await handle.sql`
        select count(*)::int as scans, count(distinct device_key)::int as devices from reach_events
        where kind = 'scan' and campaign_id = ${id}`
      expect(row).toEqual({ scans: 2, devices: 1 })
      expect(readFileSync(saltFile(b, id))).toEqual(readFileSync(saltFile(a, id)))
      // What went over the database is gone from it.
      await until(async () => (await handle.sql`select from salt_requests`).length === 0, 20_000)

      const { body: newer } = await office.call<{ id: string }>('POST', '/api/console/campaigns', {
        id: randomUUID(),
        title: '新的活动',
        slogan: '',
        startsOn: dayFromToday(0),
        endsOn: dayFromToday(30),
      })
      await until(() => hasSalt(b, newer.id), 20_000)

      expect((await close(office, id, CAMPAIGN_TITLE)).status).toBe(200)
      expect(hasSalt(a, id)).toBe(false)
      await until(() => !hasSalt(b, id), 20_000)
      expect(await attempt(b.url, office.touchpoint.code, cookie)).toBe(410)
      expect([hasSalt(a, newer.id), hasSalt(b, newer.id)]).toEqual([true, true])
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
      await handle.close()
      await database.remove()
    }
  })

  it('are made anew by a server that finds none, after it has asked', async () => {
    const database = await createServerDatabase(postgres)
    const options = { databaseUrl: database.url, redisUrl: REDIS_URL }
    const first = await startServer(options)
    const prepared = await setUpOffice(first)
    const dataDir = folderBeside(first)
    await first.stop()
    const second = await startServer({ ...options, dataDir })
    try {
      const { code } = prepared.touchpoint
      // A phone is told to wait, not that the campaign is over.
      expect(await attempt(second.url, code)).toBe(503)
      await until(() => hasSalt(second, prepared.campaign.id), 40_000)
      expect(await attempt(second.url, code)).toBe(200)
    } finally {
      await second.stop()
      await database.remove()
    }
  })
})
