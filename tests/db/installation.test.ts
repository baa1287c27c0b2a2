/** Nodes of one database need the same secrets; a deliberate change and a restore elsewhere stay possible. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireSameSecrets } from '#server/database/installation.ts'
import { migrateDatabase } from '#server/database/migrate.ts'
import { fingerprintOf, loadSecrets } from '#server/secrets.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { launch } from '../fixtures/launch.ts'
import { makeOld } from '../fixtures/backup.ts'

const server = (await databases()).find(({ name }) => name === 'server')

describe.skipIf(!server)('the secrets of the nodes of one database', () => {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-nodes-'))
  const folder = (name: string) => mkdtempSync(join(dir, name))
  const [one, two] = [folder('one'), folder('two')]
  let database: TestDatabase
  let url: string
  beforeAll(async () => {
    database = await server!.create()
    ;({ url } = database.target as { url: string })
    await database.close()
  })
  afterAll(async () => {
    await database.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  const start = (data: string, to = database.target) => requireSameSecrets(to, fingerprintOf(loadSecrets(data)))
  const refused = { code: 'other_secrets', message: expect.stringMatching(/^[^\n]*secrets\.json[^\n]*--adopt[^\n]*$/) }
  const run = (script: string, args: string[], data: string) =>
    launch(script, args, { DATA_DIR: data, DATABASE_URL: url })

  it('are those of the first one, also when two start at the same moment', async () => {
    const both = await Promise.allSettled([start(one), start(two)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [first, second] = both[0].status === 'fulfilled' ? [one, two] : [two, one]
    await start(first)
    await expect(start(second)).rejects.toMatchObject(refused)
  })

  it('change when somebody says so, with all servers stopped', async () => {
    expect(await run('secrets', [], one)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^\[bad_command\] /) })
    for (const [own, other] of [
      [one, two],
      [two, one],
    ] as const) {
      expect(await run('secrets', ['--adopt'], own)).toMatchObject({ code: 0, stderr: '' })
      await start(own)
      await expect(start(other)).rejects.toMatchObject(refused)
    }
    const running = await server!.create()
    const used = launch('secrets', ['--adopt'], {
      DATA_DIR: one,
      DATABASE_URL: (running.target as { url: string }).url,
    })
    await running.sql`select 1`
    expect(await used).toMatchObject({ code: 1, stderr: expect.stringMatching(/^\[server_running\] [^\n]*\n$/) })
    await running.drop()
  }, 120_000)

  it('are in no backup: a restore keeps those of where it goes, and needs none of its origin', async () => {
    const file = join(dir, 'backup.ndjson.gz')
    expect(await run('backup', [file], two)).toMatchObject({ code: 0 })
    expect(readFileSync(file).includes(fingerprintOf(loadSecrets(two)))).toBe(false)
    expect(await run('restore', [file, '--yes'], one)).toMatchObject({ code: 0, stderr: '' })
    await start(two)
    await expect(start(one)).rejects.toMatchObject(refused)
    const fresh = await server!.create()
    const elsewhere = (fresh.target as { url: string }).url
    const third = folder('three')
    const env = { DATA_DIR: third, DATABASE_URL: elsewhere }
    expect(await launch('restore', [file, '--yes'], env)).toMatchObject({ code: 0, stderr: '' })
    await start(third, fresh.target)
    // Into the embedded database of a computer with other secrets, and out of an old version.
    expect(await launch('restore', [file, '--yes'], { DATA_DIR: folder('four') })).toMatchObject({
      code: 0,
      stderr: '',
    })
    await fresh.close()
    await makeOld(fresh.target)
    await migrateDatabase(fresh.target)
    await start(one, fresh.target)
    await fresh.drop()
  }, 120_000)
})
