/** SIGTERM to a server whose database is stuck: it ends within seconds, and says why. */
import { existsSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'
import { connect } from '#server/database/connect.ts'
import { readEmbeddedAddress } from '#server/database/embedded.ts'
import { startCutProxy } from '../fixtures/cut-proxy.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { until } from '../fixtures/until.ts'

const postgres = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const built = existsSync('.output/server/index.mjs')
const hasPostgres = await serverAnswers(postgres)
/** Three seconds of silence, and what the loaded machine of a test run adds. */
const SOON = 7_000

async function stop(server: TestServer): Promise<number> {
  const from = performance.now()
  await server.kill('SIGTERM')
  return performance.now() - from
}

/** Told in time, although everything that asks the database waits. */
async function unready({ url }: TestServer): Promise<void> {
  const from = performance.now()
  await until(() => fetch(`${url}/api/ready`).then((reply) => reply.status === 503), 20_000)
  expect(performance.now() - from).toBeLessThan(SOON)
}

/** Requests that wait for the database. */
const ask = ({ url }: TestServer) => {
  for (const path of ['/api/station', '/api/ready', '/'])
    fetch(url + path, { signal: AbortSignal.timeout(30_000) }).then(
      (reply) => reply.text(),
      () => {},
    )
}

describe.skipIf(!built)('SIGTERM with a stuck database', { timeout: 180_000 }, () => {
  it('ends a process whose embedded database computes without end', async () => {
    const server = await startServer({ from: inject('migratedFolder') })
    const sql = connect({ embedded: readEmbeddedAddress(server.dataDir)! }, { max: 1 })
    sql.unsafe('do $$ begin loop end loop; end $$').then(
      () => {},
      () => {},
    )
    await unready(server)
    ask(server)
    expect(await stop(server)).toBeLessThan(SOON)
    expect(server.logs()).toMatch(/\[database_silent\] .*[\u4e00-\u9fff].*\n\[ended: 1\]/)
    await sql.end({ timeout: 0 })
    await server.stop()
  })

  it.skipIf(!hasPostgres)('ends one whose Postgres does not answer any more', async () => {
    const database = await createServerDatabase(postgres)
    const proxy = await startCutProxy(database.url)
    const server = await startServer({ databaseUrl: proxy.url })
    try {
      proxy.hang()
      await unready(server)
      ask(server)
      expect(await stop(server)).toBeLessThan(SOON)
      expect(server.logs()).toMatch(/\[database_silent\] .*[\u4e00-\u9fff].*\n\[ended: 1\]/)
    } finally {
      await server.stop()
      await proxy.close()
      await database.remove()
    }
  })
})
