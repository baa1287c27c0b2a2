/** The server as a process: how it starts, when it refuses to, and how it stops. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockDataDir } from '#server/database/lock.ts'
import { type Ended, launch } from '../fixtures/launch.ts'
import { client, once } from '../fixtures/realtime.ts'
import { freePort, startServer, type TestServer } from '../fixtures/server.ts'
import { startMigrated } from '../fixtures/starts.ts'

/** Time limit of an orderly stop with everything open, in ms; on an idle machine it takes well under one second. */
const SOON = 8_000

const read = (response: IncomingMessage) => new Promise<void>((resolve) => response.resume().on('end', resolve))

describe('an address that cannot be had', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-start-'))
  let server: TestServer
  beforeAll(async () => {
    server = await startMigrated()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  const expectOneLine = ({ code, stderr }: Ended, error: string) => {
    expect(stderr).toMatch(new RegExp(`^\\[${error}\\] .*[\\u4e00-\\u9fff].*\\n$`))
    expect(code).toBe(1)
  }

  it('is one line: port_taken, and the folder is free again', async () => {
    expectOneLine(await launch('serve', [], { DATA_DIR: dir, PORT: String(server.port) }), 'port_taken')
    lockDataDir(dir).release()
  })

  it.each(['203.0.113.7', 'nowhere.invalid'])('is one line: bad_host for %s', async (host) => {
    expectOneLine(await launch('serve', [], { DATA_DIR: dir, HOST: host, PORT: String(server.port) }), 'bad_host')
  })
})

describe('a start that cannot be', { timeout: 60_000 }, () => {
  // Without a build and without a build tool: an attempt to build would fail.
  const empty = mkdtempSync(join(tmpdir(), 'jmt-start-'))
  const dir = join(empty, '.data')
  const busy = createServer()
  let port: number
  beforeAll(async () => {
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    port = (busy.address() as { port: number }).port
  })
  afterAll(() => {
    busy.close()
    rmSync(empty, { recursive: true, force: true })
  })
  const refusal = async (script: string, env: Record<string, string>) => {
    const { code, stdout, stderr } = await launch(script, [], { DATA_DIR: dir, ...env }, empty)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^\[\w+\] .*\n$/)
    return /^\[(\w+)\]/.exec(stderr)![1]
  }

  it.each(['start', 'demo'])('is told before npm run %s builds', async (script) => {
    expect(await refusal(script, { PORT: 'x' })).toBe('bad_env')
    expect(await refusal(script, { PORT: String(port) })).toBe('port_taken')
    if (script === 'start')
      expect(await refusal(script, { PORT: String(port), DATABASE_URL: 'postgres://127.0.0.1:9/x' })).toBe('port_taken')
    const lock = lockDataDir(dir)
    expect(await refusal(script, { PORT: String(await freePort()) })).toBe('data_locked')
    lock.release()
  })

  it('is one that builds, where nothing stands against it', async () => {
    const { stdout, stderr } = await launch('start', [], { DATA_DIR: dir, PORT: String(await freePort()) }, empty)
    expect(stdout).toContain('正在构建')
    expect(stderr).toContain('[build_failed]')
    lockDataDir(dir).release()
  })
})

describe('SIGTERM', { timeout: 60_000 }, () => {
  it('ends an idle connection, sockets of both transports and the database, with exit code 0', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'jmt-start-'))
    const server = await startServer({ dataDir })
    const agent = new Agent({ keepAlive: true })
    await read(await new Promise<IncomingMessage>((resolve) => get(`${server.url}/api/health`, { agent }, resolve)))
    // No credentials: the handshake is refused, but the transport below it stays open.
    const sockets = ['websocket', 'polling'].map((transport) =>
      client(`${server.url}/office`, { transports: [transport] }),
    )
    await Promise.all(sockets.map((socket) => once(socket, 'connect_error')))
    const half = connect(server.port, '127.0.0.1')
    half.on('error', () => {})
    half.write('POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{')
    await once(half as never, 'connect').catch(() => {})
    const begun = performance.now()
    await server.kill('SIGTERM')
    expect(performance.now() - begun).toBeLessThan(SOON)
    expect(server.logs()).toMatch(/\[ended: 0\]/)
    lockDataDir(dataDir).release()
    half.destroy()
    agent.destroy()
    for (const socket of sockets) socket.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('lets a request finish that has begun', async () => {
    const server = await startMigrated()
    const body = JSON.stringify({ login: 'nobody', password: 'wrong password' })
    const socket = connect(server.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await new Promise<void>((resolve) =>
      socket.write(
        [
          'POST /api/session HTTP/1.1',
          'Host: 127.0.0.1',
          'Content-Type: application/json',
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body.slice(0, 10),
        ].join('\r\n'),
        () => resolve(),
      ),
    )
    // Answered afterwards on a connection of its own: the server has received the half request by now.
    await fetch(`${server.url}/api/health`)
    const stopped = server.kill('SIGTERM')
    // It refuses new requests at once.
    await expect
      .poll(() =>
        fetch(`${server.url}/api/health`).then(
          () => true,
          () => false,
        ),
      )
      .toBe(false)
    socket.write(body.slice(10))
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).toContain('"error"')
    const begun = performance.now()
    await stopped
    // Not only when the timeout for slow requests is over: no request is running any more.
    expect(performance.now() - begun).toBeLessThan(3_000)
    expect(server.logs()).toMatch(/\[ended: 0\]/)
    rmSync(server.dataDir, { recursive: true, force: true })
  })
})
