/**
 * Load of quiz answers over HTTP, closed-loop or on a fixed schedule, and inserts of the same rows directly into the
 * database.
 */
import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'
import { v7 } from 'uuid'
import type { Seed } from '../tests/fixtures/station.ts'
import type { Connection } from './http-client.ts'

/** Items of one attempt. */
export const FORM = 10

interface Started {
  id: string
  cookie: string
  items: number
}
/** Runs `work` on each value, one connection per worker. */
async function eachOn<T>(
  connections: readonly Connection[],
  values: Iterable<T>,
  work: (connection: Connection, value: T) => Promise<void>,
): Promise<void> {
  const left = values[Symbol.iterator]()
  await Promise.all(
    connections.map(async (connection) => {
      for (let next = left.next(); !next.done; next = left.next()) await work(connection, next.value)
    }),
  )
}

export async function startAttempts(
  connections: readonly Connection[],
  code: string,
  count: number,
): Promise<Started[]> {
  const started: Started[] = []
  await eachOn(
    connections,
    Array.from({ length: count }, () => v7()),
    async (connection, id) => {
      const cookie = `jmt-device=${randomBytes(16).toString('base64url')}`
      const reply = await connection.post('/api/attempts', cookie, { id, code })
      if (reply.status !== 200) throw new Error(`start: ${reply.status} ${reply.body}`)
      started.push({ id, cookie, items: FORM })
    },
  )
  return started
}

async function answer(connection: Connection, attempt: Started, position: number): Promise<void> {
  const reply = await connection.post(`/api/attempts/${attempt.id}/answers`, attempt.cookie, {
    answers: [{ position, choice: position % 2 ? 'scam' : 'genuine' }],
  })
  if (reply.status !== 200) throw new Error(`answer: ${reply.status} ${reply.body}`)
}

/**
 * Closed loop: every client does attempt after attempt, each request as soon as the previous one is answered. @returns
 * answers per second.
 */
export async function fullLoad(connections: readonly Connection[], attempts: readonly Started[]): Promise<number> {
  const begin = performance.now()
  await eachOn(connections, attempts, async (connection, attempt) => {
    for (let position = 0; position < attempt.items; position++) await answer(connection, attempt, position)
  })
  return (attempts.length * FORM * 1000) / (performance.now() - begin)
}

/**
 * Open loop: answers arrive on a schedule, even if earlier ones are not answered yet; waiting for a free client counts.
 * @returns ms, sorted.
 */
export async function scheduledLoad(
  connections: readonly Connection[],
  attempts: readonly Started[],
  rate: number,
): Promise<number[]> {
  const times: number[] = []
  const begin = performance.now() + 50
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (next < attempts.length * FORM) {
        const turn = next++
        const due = begin + (turn * 1000) / rate
        const wait = due - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
        // The delay of a late timer is not counted; waiting for a free client is, because the slow server causes it.
        const from = wait > 0 ? performance.now() : due
        await answer(connection, attempts[turn % attempts.length]!, Math.floor(turn / attempts.length))
        times.push(performance.now() - from)
      }
    }),
  )
  return times.sort((a, b) => a - b)
}

/** The same rows, one insert each, `clients` at a time. @returns rows per second. */
export async function floor(sql: Sql, seed: Seed, clients: number, count: number): Promise<number> {
  const ids = Array.from({ length: Math.ceil(count / FORM) }, () => v7())
  const itemIds = Array.from({ length: FORM }, (_, i) => `item-${i}`)
  for (let at = 0; at < ids.length; at += 500) {
    const rows = ids.slice(at, at + 500).map((id) => ({
      id,
      campaign_id: seed.campaignId,
      touchpoint_id: seed.touchpointId,
      device_key: randomBytes(32),
      item_ids: itemIds,
      taxonomy: 'bench',
    }))
    await sql`insert into attempts ${sql(rows)}`
  }
  const left = ids.flatMap((id) => itemIds.map((item, position) => ({ id, position, item })))[Symbol.iterator]()
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) {
        const { id, position, item } = next.value
        await sql`
          insert into answers (attempt_id, position, item_id, item_version, truth, choice, correct)
          values (${id}, ${position}, ${item}, 1, 'scam', 'scam', true)`
      }
    }),
  )
  return (ids.length * FORM * 1000) / (performance.now() - begin)
}
