/** The first backup ever made, restored by the command and served by the current version. */
import { rmSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { readMigrations } from '#server/database/migrate.ts'
import { fixtureOf } from '../fixtures/backups/age.ts'
import { launch } from '../fixtures/launch.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { createServerDatabase, LOCAL_DEFAULT, serverAnswers } from '../fixtures/postgres.ts'
import { startServer } from '../fixtures/server.ts'

const ADMIN = process.env.TEST_DATABASE_URL ?? LOCAL_DEFAULT
const answers = await serverAnswers(ADMIN)

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

async function expectServed(databaseUrl?: string): Promise<void> {
  const dataDir = ownFolder()
  cleanUp.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const env = { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }
  expect(await launch('restore', [fixtureOf(readMigrations()[0]!)], env)).toMatchObject({ code: 0, stderr: '' })
  const server = await startServer({ dataDir, databaseUrl })
  cleanUp.push(server.stop)
  const opened = async (code: string) => (await fetch(`${server.url}/api/codes/${code}`)).json()
  expect(await opened('LEAFLET1')).toMatchObject({
    state: 'open',
    campaign: { title: '春季活动', slogan: '先问一声' },
  })
  expect(await opened('POSTER01')).toMatchObject({ state: 'closed' })
}

it('is served from the embedded database', () => expectServed())

it.runIf(answers)('is served from a Postgres server', async () => {
  const made = await createServerDatabase(ADMIN)
  cleanUp.push(made.remove)
  await expectServed(made.url)
})
