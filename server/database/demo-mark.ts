/** A file marks the data of a folder as invented; whatever serves them says so on every page. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileIn = (dataDir: string) => join(dataDir, 'demo')

export const isMarkedDemo = (dataDir: string): boolean => existsSync(fileIn(dataDir))

/** To be called before invented data are stored, and after real ones are: they are never served without the mark. */
export function markDemo(dataDir: string, demo: boolean): void {
  if (demo) writeFileSync(fileIn(dataDir), '这个文件夹里全部是模拟的演示数据。\n')
  else rmSync(fileIn(dataDir), { force: true })
}
