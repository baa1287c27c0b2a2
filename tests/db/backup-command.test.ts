/** The two commands as an administrator types them: what they refuse to overwrite, and the mark of invented data. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBackup } from '#server/database/backup-file.ts'
import { isMarkedDemo, markDemo } from '#server/database/demo-mark.ts'
import { readMigrations } from '#server/database/migrate.ts'
import { one } from '#server/database/one.ts'
import { fixtureOf } from '../fixtures/backups/age.ts'
import { launch } from '../fixtures/launch.ts'

describe('npm run backup and restore', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-backup-'))
  const at = (name: string) => join(dir, name)
  const backup = (file: string) => launch('backup', [file], { DATA_DIR: at('data') })
  const restore = (file: string, to: string, env = {}) =>
    launch('restore', [file, '--yes'], { DATA_DIR: at(to), ...env })
  beforeAll(() => restore(fixtureOf(one(readMigrations().slice(-1))), 'data'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('replace an earlier backup, and nothing else that stands there', async () => {
    const report = at('报告.docx')
    writeFileSync(report, '一个月的工作')
    mkdirSync(at('folder'))
    for (const file of [report, at('folder')]) {
      const { code, stderr } = await backup(file)
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^\[backup_taken\] .*没有覆盖它.*\n$/)])
    }
    expect(readFileSync(report, 'utf8')).toBe('一个月的工作')
    const file = at('own.ndjson.gz')
    expect(await backup(file)).toMatchObject({ code: 0 })
    const { header } = await checkBackup(file)
    expect(await backup(file)).toMatchObject({ code: 0 })
    expect((await checkBackup(file)).header.madeAt > header.madeAt).toBe(true)
  })

  it('keep the mark of invented data wherever they go, and take it from a folder that gets real ones', async () => {
    const [real, invented] = [at('real.ndjson.gz'), at('invented.ndjson.gz')]
    await backup(real)
    markDemo(at('data'), true)
    await backup(invented)
    expect(await restore(invented, 'elsewhere')).toMatchObject({ code: 0 })
    expect(isMarkedDemo(at('elsewhere'))).toBe(true)
    expect(await restore(real, 'elsewhere')).toMatchObject({ code: 0 })
    expect(isMarkedDemo(at('elsewhere'))).toBe(false)
    const refused = await restore(invented, 'server', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(refused.stderr).toMatch(/^\[demo_backup\] /)
  })
})
