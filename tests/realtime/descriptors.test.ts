import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, inject, it } from 'vitest'
import { startServer } from '../fixtures/server.ts'

/** CPU time of a process so far, in clock ticks: of itself, in user and system mode. */
function cpuTicks(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = rest.split(' ')
  return Number(fields[11]) + Number(fields[12])
}

const limit = (pid: number, files: string) => execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}`])

describe.runIf(process.platform === 'linux')('a moment without file descriptors', { timeout: 120_000 }, () => {
  it('costs no route and no page', async () => {
    const server = await startServer({ from: inject('migratedFolder') })
    // One connection that is open already: a new one would need a descriptor.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (path: string) =>
      new Promise<number | undefined>((resolve, reject) =>
        get(`${server.url}${path}`, { agent }, (response) =>
          response.resume().once('end', () => resolve(response.statusCode)),
        ).once('error', reject),
      )
    try {
      expect(await ask('/api/health')).toBe(200)
      // Until it rests: by then all its code is loaded.
      let before = -1
      await expect
        .poll(() => cpuTicks(server.pid) - before < 10 || ((before = cpuTicks(server.pid)), false), {
          timeout: 60_000,
          interval: 1_000,
        })
        .toBe(true)
      const [, soft = '', hard = ''] =
        /^Max open files +(\d+) +(\d+)/m.exec(readFileSync(`/proc/${server.pid}/limits`, 'utf8')) ?? []
      const paths = ['/api/guide', '/api/scenarios', '/api/practice', '/scams', '/guide']
      limit(server.pid, `8:${hard}`)
      for (const path of paths) await ask(path).catch(() => {})
      limit(server.pid, `${soft}:${hard}`)
      for (const path of paths) expect(await ask(path), path).toBe(200)
      expect(server.logs()).not.toMatch(/EMFILE.*chunks/)
    } finally {
      agent.destroy()
      await server.stop()
    }
  })

  it('does not come by connections: those that are too many are turned away, the others are served', async () => {
    const server = await startServer({ from: inject('migratedFolder'), files: 600 })
    const sockets: Socket[] = []
    try {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const ask = (path: string) =>
        new Promise<number | undefined>((resolve, reject) =>
          get(`${server.url}${path}`, { agent }, (response) =>
            response.resume().once('end', () => resolve(response.statusCode)),
          ).once('error', reject),
        )
      expect(await ask('/api/health')).toBe(200)
      const answered = await Promise.all(
        Array.from(
          { length: 300 },
          () =>
            new Promise<boolean>((resolve) => {
              const socket = connect(server.port, '127.0.0.1')
              sockets.push(socket)
              socket.once('data', () => resolve(true))
              socket.once('close', () => resolve(false))
              socket.on('error', () => {})
              socket.write('GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n')
            }),
        ),
      )
      const kept = answered.filter(Boolean).length
      // Of 600, the database and files have theirs.
      expect(kept).toBeLessThan(200)
      expect(kept).toBeGreaterThan(100)
      for (const path of ['/scams', '/api/ready', '/api/scenarios']) expect(await ask(path), path).toBe(200)
      agent.destroy()
    } finally {
      sockets.forEach((socket) => socket.destroy())
      await server.stop()
    }
  })
})
