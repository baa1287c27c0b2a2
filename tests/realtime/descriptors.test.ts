import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
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
})
