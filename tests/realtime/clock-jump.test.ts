/** The clock of a real server jumps: it counts nothing, says why, and goes on by itself. */
import { randomUUID } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadyReply } from '#shared/reply.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { setUpOffice } from '../fixtures/office.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { until } from '../fixtures/until.ts'

const TEN_YEARS = 3653 * 24 * 3600_000

describe.skipIf(!existsSync('.output/server/index.mjs'))('a server whose clock jumps', () => {
  const folder = ownFolder()
  const clockFile = join(folder, 'clock')
  const shift = (ms: number) => writeFileSync(clockFile, String(ms))
  let server: TestServer
  let code: string
  beforeAll(async () => {
    shift(0)
    server = await startServer({ clockFile })
    ;({
      touchpoint: { code },
    } = await setUpOffice(server))
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ready = async () => {
    const response = await fetch(`${server.url}/api/ready`)
    return { status: response.status, ...((await response.json()) as ReadyReply) }
  }
  const start = async () => {
    const response = await fetch(`${server.url}/api/attempts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), code, seen: [] }),
    })
    return { status: response.status, retry: response.headers.get('retry-after'), text: await response.text() }
  }
  const said = () => server.logs().match(/error \[clock\].*$/gm) ?? []

  it('says so within five seconds and once in the log, refuses to count, and recovers by itself', async () => {
    expect(await start()).toMatchObject({ status: 200 })
    expect(await ready()).toMatchObject({ status: 200, checks: { clock: true } })
    for (const by of [TEN_YEARS, -TEN_YEARS]) {
      // The log says each cause once in a minute.
      const isFirst = by === TEN_YEARS
      shift(by)
      await until(async () => !(await ready()).checks.clock, 5_000)
      expect((await ready()).status).toBe(503)
      expect(await start()).toEqual({ status: 503, retry: '2', text: expect.stringContaining('时钟') })
      if (isFirst) {
        await until(() => said().length > 0, 10_000)
        expect(said()).toEqual([expect.stringContaining('暂停计数')])
      }
      shift(0)
      await until(async () => (await ready()).checks.clock, 5_000)
      expect(await start()).toMatchObject({ status: 200 })
      if (!isFirst) continue
      await until(() => said().length > 1, 10_000)
      expect(said().at(-1)).toContain('恢复正常')
    }
  })
})
