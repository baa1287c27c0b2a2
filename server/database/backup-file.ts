/** Reading a backup: the whole file is checked before any of it is used. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { StartError } from '../env.ts'
import { type BackupFooter, type BackupHeader, footerSchema, headerSchema } from './backup.ts'

/** Not node:readline, which also splits at U+2028; JSON may contain that character unescaped inside a string. */
async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  let rest = ''
  for await (const chunk of source.pipe(gunzip).setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest) throw new Error('the last line has no end')
}

export interface Owner {
  /** Id of the station; null: of none. */
  station: string | null
  /** Unknown in backups of earlier versions. */
  demo: boolean | undefined
}

/**
 * Whose data are in a backup, by its head; the rest may be damaged. The head of an earlier version does not name the
 * station, so its row is looked for.
 * @returns undefined where the file is no backup of this software, or does not tell
 */
export async function ownerOf(file: string): Promise<Owner | undefined> {
  let header: BackupHeader | undefined
  let station: string | null = null
  try {
    for await (const line of readLines(file)) {
      if (!header) {
        header = headerSchema.parse(JSON.parse(line))
        if (header.station !== undefined) return { station: header.station, demo: header.demo }
        continue
      }
      const table = header.tables[Number.parseInt(line.slice(1), 10)]
      if (table?.name !== 'stations') continue
      const row = z.array(z.string().nullable()).parse((JSON.parse(line) as unknown[]).slice(1))
      station ??= row[table.columns.indexOf('id')] ?? null
    }
  } catch {
    // Not compressed, not readable, or not JSON.
    return undefined
  }
  return header && { station, demo: header.demo }
}

/**
 * Reads the whole file once: format, row widths, counts and checksum.
 * @throws StartError `bad_backup`
 */
export async function checkBackup(file: string): Promise<{ header: BackupHeader; footer: BackupFooter }> {
  let header: BackupHeader | undefined
  let footer: BackupFooter | undefined
  const hash = createHash('sha256')
  const counts: number[] = []
  try {
    for await (const line of readLines(file)) {
      if (footer) throw new Error('lines after the end')
      const value: unknown = JSON.parse(line)
      if (!header) header = headerSchema.parse(value)
      else if (Array.isArray(value)) {
        const table = header.tables[value[0] as number]
        if (value.length - 1 !== table?.columns.length) throw new Error('a row does not fit its table')
        counts[value[0] as number] = (counts[value[0] as number] ?? 0) + 1
      } else {
        footer = footerSchema.parse(value)
        continue
      }
      hash.update(`${line}\n`)
    }
    if (!header || !footer) throw new Error('no end')
    if (footer.sha256 !== hash.digest('hex')) throw new Error('checksum')
    if (header.tables.some((_, index) => footer?.rows[index] !== (counts[index] ?? 0))) throw new Error('counts')
    return { header, footer }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new StartError('no_backup', `读不到备份文件 ${file}`)
    throw new StartError('bad_backup', `备份文件 ${file} 不完整、已损坏，或不是本系统的备份；数据库没有改动`)
  }
}

/**
 * Rows of a checked file in order, in chunks of up to `limit`, each chunk from one table; each row as its line of JSON.
 */
export async function* readRows(file: string, limit: number): AsyncGenerator<{ table: number; lines: string[] }> {
  let table = -1
  let lines: string[] = []
  for await (const line of readLines(file)) {
    if (!line.startsWith('[')) continue
    const of = Number.parseInt(line.slice(1), 10)
    if (lines.length && (of !== table || lines.length >= limit)) {
      yield { table, lines }
      lines = []
    }
    table = of
    lines.push(line)
  }
  if (lines.length) yield { table, lines }
}
