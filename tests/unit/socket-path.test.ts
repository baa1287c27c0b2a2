import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { socketPath } from '#server/database/socket-path.ts'
import { launch } from '../fixtures/launch.ts'

/** A data folder whose path is too long for a socket of its own. */
let long: string
let base: string
let folder: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'jmt-socket-'))
  long = join(base, 'a'.repeat(90), 'data')
  folder = dirname(socketPath(long))
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  for (const each of [base, folder]) rmSync(each, { recursive: true, force: true })
})

describe.skipIf(process.platform === 'win32')('the socket of the embedded database', () => {
  it('stands in the data folder, or else in one of its own that nobody else may enter', () => {
    expect(socketPath('/srv/data')).toBe('/srv/data/pg.sock')
    expect(socketPath(long)).toBe(join(folder, 'pg.sock'))
    expect(Buffer.byteLength(join(folder, 'pg.sock'))).toBeLessThan(107)
    expect(lstatSync(folder).mode & 0o777).toBe(0o700)
    // Left over from an earlier start.
    expect(socketPath(long)).toBe(join(folder, 'pg.sock'))
  })

  it.each([
    ['that others may enter', () => chmodSync(folder, 0o755)],
    ['that others may write', () => chmodSync(folder, 0o722)],
    [
      'that is a link',
      () => {
        rmSync(folder, { recursive: true })
        mkdirSync(join(base, 'elsewhere'), { mode: 0o700 })
        symlinkSync(join(base, 'elsewhere'), folder)
      },
    ],
    ...(process.getuid?.() === 0 ? [['of another user', () => chownSync(folder, 12_345, 12_345)] as const] : []),
  ] as const)('does not go into a folder %s', (_what, spoil) => {
    mkdirSync(folder, { mode: 0o700 })
    spoil()
    expect(() => socketPath(long)).toThrow(expect.objectContaining({ code: 'socket_folder' }))
  })

  it('ends the start with one line that says what to do', async () => {
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(folder, 0o777)
    const ended = await launch('serve', [], { DATA_DIR: long })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toBe(
      `[socket_folder] 临时文件夹里的 ${folder} 别的用户也能进，` +
        '数据库不能放心用它：请删掉它，或用 DATA_DIR 换一个路径短些的数据文件夹\n',
    )
  })
})
