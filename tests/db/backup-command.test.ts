/** The two commands as an administrator types them: what they refuse to overwrite, and the mark of invented data. */
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BackupHeader } from '#server/database/backup.ts'
import { checkBackup, ownerOf } from '#server/database/backup-file.ts'
import { isMarkedDemo, markDemo, readMark, settleMark, withMark } from '#server/database/demo-mark.ts'
import { readMigrations } from '#server/database/migrate.ts'
import { one } from '#server/database/one.ts'
import { restoreBackup } from '#server/database/restore.ts'
import { fixtureOf } from '../fixtures/backups/age.ts'
import { databases } from '../fixtures/database.ts'
import { launch } from '../fixtures/launch.ts'

/** Copies a backup with another head, under a checksum that fits. */
function altered(
  from: string,
  to: string,
  head: (header: BackupHeader) => object,
  body = (rows: string) => rows,
): void {
  const [first = '', ...lines] = gunzipSync(readFileSync(from)).toString().trimEnd().split('\n')
  const footer = JSON.parse(lines.pop() ?? '') as object
  const rows = body(lines.map((line) => `${line}\n`).join(''))
  const text = `${JSON.stringify(head(JSON.parse(first) as BackupHeader))}\n${rows}`
  const sha256 = createHash('sha256').update(text).digest('hex')
  writeFileSync(to, gzipSync(`${text}${JSON.stringify({ ...footer, sha256 })}\n`))
}

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
    // It is not the same data, so it does not replace the other.
    const kept = await backup(real)
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringMatching(/^\[backup_taken\] .*是正式数据的备份.*\n$/)])
    expect((await checkBackup(real)).header.demo).toBe(false)
    const refused = await restore(invented, 'server', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(refused.stderr).toMatch(/^\[demo_backup\] /)
  })

  it('leave the mark as it was where a restore fails', async () => {
    for (const demo of [true, false]) {
      const folder = demo ? 'was-real' : 'was-invented'
      const file = at(`${folder}.ndjson.gz`)
      altered(fixtureOf(one(readMigrations().slice(-1))), file, (header) => ({
        ...header,
        demo,
        migration: '9999_new',
      }))
      await restore(fixtureOf(one(readMigrations().slice(-1))), folder)
      markDemo(at(folder), !demo)
      expect((await restore(file, folder)).stderr).toMatch(/^\[newer_backup\] /)
      expect(readMark(at(folder))).toBe(!demo)
    }
  })

  it('write where a backup may stand, or say in one line why not', async () => {
    writeFileSync(at('file.txt'), '')
    symlinkSync(at('data/pg'), at('link'))
    const refusals = [
      [at('file.txt/x.gz'), /^\[backup_unwritable\] .*\n$/],
      [at(`${'长'.repeat(100)}.gz`), /^\[backup_unwritable\] .*\n$/],
      [at('data/pg/x.gz'), /^\[backup_inside\] .*\n$/],
      [at('data/pg/base/new/x.gz'), /^\[backup_inside\] .*\n$/],
      [at('link/x.gz'), /^\[backup_inside\] .*\n$/],
    ] as const
    for (const [file, line] of refusals) {
      const { code, stderr } = await backup(file)
      expect([code, stderr], file).toEqual([1, expect.stringMatching(line)])
    }
    expect(readdirSync(at('data/pg'))).not.toContain('x.gz')
  })

  it('take the backup of another station for what it is, also one of an earlier version', async () => {
    const own = fixtureOf(one(readMigrations().slice(-1)))
    const other = at('other.ndjson.gz')
    altered(own, other, (header) => ({ ...header, station: crypto.randomUUID() }))
    const { code, stderr } = await backup(other)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\[backup_taken\] .*另一个警务室.*\n$/)])
    // The head does not name the station; its row does.
    const early = at('early.ndjson.gz')
    altered(own, early, ({ station: _none, demo: _unknown, ...header }) => header)
    expect(await backup(early)).toMatchObject({ code: 0 })
    const foreign = at('foreign.ndjson.gz')
    const [id] = /[\da-f-]{36}/.exec((await ownerOf(early))?.station ?? '') ?? []
    altered(
      own,
      foreign,
      ({ station: _none, ...header }) => header,
      (rows) => rows.replaceAll(id!, crypto.randomUUID()),
    )
    expect((await backup(foreign)).stderr).toMatch(/^\[backup_taken\] .*另一个警务室/)
  })
})

const kinds = (await databases()).flatMap((kind) => [
  { ...kind, demo: true },
  { ...kind, demo: false },
])
describe('a restore that is killed', { timeout: 60_000 }, () => {
  it.each(kinds)('keeps mark and data together on $name, invented: $demo', async ({ create, demo }) => {
    const database = await create()
    const dir = mkdtempSync(join(tmpdir(), 'jmt-mark-'))
    const file = fixtureOf(one(readMigrations().slice(-1)))
    markDemo(dir, !demo)
    const killed = new Error('killed')
    /** Stops where a killed process would: nothing that follows is done. */
    const until = (work: (stamp: string) => Promise<unknown>) => {
      const kept = join(dir, 'kept')
      const change = withMark(dir, database.target, demo, async (stamp) => {
        await work(stamp)
        cpSync(join(dir, 'demo-change'), kept)
        throw killed
      })
      return expect(change)
        .rejects.toBe(killed)
        .then(() => {
          markDemo(dir, !demo)
          renameSync(kept, join(dir, 'demo-change'))
        })
    }
    await until(async () => {})
    // What the data are is told to nobody before it is known.
    expect(() => readMark(dir)).toThrow('正在恢复')
    await settleMark(dir, database.target)
    expect(readMark(dir)).toBe(!demo)
    await until((stamp) => restoreBackup(database.target, file, stamp))
    expect(() => readMark(dir)).toThrow('正在恢复')
    await settleMark(dir, database.target)
    expect(readMark(dir)).toBe(demo)
    rmSync(dir, { recursive: true, force: true })
    await database.drop()
  })
})
