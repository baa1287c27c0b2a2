/** A file marks the data of a folder as invented; whatever serves them says so on every page. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../env.ts'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'

const fileIn = (dataDir: string) => join(dataDir, 'demo')

export const isMarkedDemo = (dataDir: string): boolean => existsSync(fileIn(dataDir))

/** To be called before invented data are stored in an empty folder, and never for data of another kind. */
export function markDemo(dataDir: string, demo: boolean): void {
  if (demo) writeFileSync(fileIn(dataDir), '这个文件夹里全部是模拟的演示数据。\n')
  else rmSync(fileIn(dataDir), { force: true })
}

/*
 * A restore may replace data of one kind by the other, and a file cannot change in the same instant as a database.
 * With the mark first, a restore that fails or is killed shows a real station as a demonstration; with the mark last,
 * a killed one shows a demonstration as real. So neither is first: the intent is written down, under a stamp that the
 * transaction of the restore leaves in the database, and the mark follows from whether the stamp is there. Whoever
 * opens the folder next does that before anything is served; until then nobody is told what the data are.
 */
const intentIn = (dataDir: string) => join(dataDir, 'demo-change')

/** A comment on a table: in the transaction like any row, and in no backup. */
export const STAMPED_TABLE = 'stations'

/** Whether the data are invented. @throws StartError `restore_running` while a restore is replacing them */
export function readMark(dataDir: string): boolean {
  if (existsSync(intentIn(dataDir)))
    throw new StartError('restore_running', `数据文件夹 ${dataDir} 正在恢复，请等它做完再试`)
  return isMarkedDemo(dataDir)
}

/** Writes a file that is complete or not there, also after a power cut. */
function writeWhole(file: string, text: string): void {
  const part = `${file}.part`
  const handle = openSync(part, 'w')
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(part, file)
}

/**
 * Changes the mark together with the data.
 * @param restore replaces the data in one transaction that stamps the table with the text it gets
 */
export async function withMark<T>(
  dataDir: string,
  target: DatabaseTarget,
  demo: boolean,
  restore: (stamp: string) => Promise<T>,
): Promise<T> {
  const stamp = crypto.randomUUID()
  writeWhole(intentIn(dataDir), JSON.stringify({ stamp, demo }))
  let answer: T
  try {
    answer = await restore(stamp)
  } catch (error) {
    // Its commit may have come through although its answer was lost: the database knows. If it cannot be asked now,
    // the next start asks it.
    await settleMark(dataDir, target).catch(() => {})
    throw error
  }
  await settleMark(dataDir, target)
  return answer
}

/** Ends a change of the mark that was begun: as meant if the data were replaced, else not at all. */
export async function settleMark(dataDir: string, target: DatabaseTarget): Promise<void> {
  const file = intentIn(dataDir)
  if (!existsSync(file)) return
  const { stamp, demo } = JSON.parse(readFileSync(file, 'utf8')) as { stamp: string; demo: boolean }
  const sql = connect(target, { max: 1 })
  const rows = await sql<{ found: string | null }[]>`
    select obj_description(to_regclass(${`public.${STAMPED_TABLE}`}), 'pg_class') as found`.finally(() =>
    disconnect(sql),
  )
  if (rows[0]?.found === stamp) markDemo(dataDir, demo)
  rmSync(file)
}
