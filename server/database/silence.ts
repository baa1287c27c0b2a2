/**
 * A server that hangs, or a network that swallows everything, ends no connection: queries would wait for hours. So it
 * is asked by a connection of its own, and when it stays silent the pool's connections are given up: what waits fails
 * with a lost connection, which a client is told as `unavailable`. Busy connections, behind a lock, are no silence.
 */
import type { Sql } from 'postgres'
import { connect, type DatabaseTarget, disconnect } from './connect.ts'
import { giveUpConnections } from './pool.ts'
import { report } from '../log/report.ts'

export interface SilenceOptions {
  /** How often it is asked, in ms. */
  everyMs?: number
  /** A silence of this length gives up the connections, in ms. */
  silenceMs?: number
}

/** @returns stops asking. */
export function watchSilence(
  target: DatabaseTarget,
  pool: Sql,
  { everyMs = 2_000, silenceMs = 8_000 }: SilenceOptions = {},
): () => Promise<void> {
  const probe = connect(target, { max: 1 })
  let silentSince: number | undefined
  const timer = setInterval(() => {
    if (silentSince === undefined) {
      silentSince = performance.now()
      const answered = () => {
        silentSince = undefined
      }
      // An error is an answer: whoever waits for the same gets one too.
      probe`select 1`.then(answered, answered)
    } else if (performance.now() - silentSince > silenceMs) {
      silentSince = undefined
      report('error', 'database', `数据库 ${silenceMs / 1000} 秒没有回应，放弃现在的连接，重新连`)
      giveUpConnections(probe)
      giveUpConnections(pool)
    }
  }, everyMs).unref()
  return () => {
    clearInterval(timer)
    return disconnect(probe)
  }
}

/** How often it is asked while the process is to end, in ms. */
const ASK_MS = 500

/**
 * While the process is to end: resolves when the database has been silent for this long, and never otherwise. What was
 * acked is stored, and the rest nobody will hear of.
 */
export function untilSilent(target: DatabaseTarget, silenceMs = 3_000): Promise<void> {
  const probe = connect(target, { max: 1 })
  let heardAt = performance.now()
  let asking = false
  return new Promise((resolve) => {
    setInterval(() => {
      if (performance.now() - heardAt > silenceMs) resolve()
      if (asking) return
      asking = true
      const answered = () => {
        heardAt = performance.now()
        asking = false
      }
      // One that is gone answers, too: whoever waits for it hears the same.
      probe`select 1`.then(answered, answered)
    }, ASK_MS).unref()
  })
}
