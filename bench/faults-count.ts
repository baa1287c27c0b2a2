/** Recounts what phones were told is stored: in the tables, in the ledger and in its roll-ups. */
import type { Sql } from 'postgres'
import { type DatabaseTarget, openDatabase, provideDatabase } from '../server/database/client.ts'
import { rollupsAgree } from '../server/campaign/reach.ts'
import { FORM } from './attempts-load.ts'
import type { Acked, Phones } from './faults-load.ts'

export interface Count {
  /** Answers that phones were told are stored. */
  acked: number
  /** Of these, not in the database, or with another choice. */
  lost: number
  /** Starts that were acked and are not there. */
  startsLost: number
  /** Answers, starts or completions that are there more than once. */
  twice: number
  /** Attempts whose ledger does not say what their answers say. */
  wrong: number
  /** Whether the roll-ups are what the ledger adds up to. */
  agree: boolean
}

const BATCH = 5_000

async function lostOf(sql: Sql, acked: readonly Acked[]): Promise<number> {
  let lost = 0
  for (let at = 0; at < acked.length; at += BATCH) {
    const part = acked.slice(at, at + BATCH)
    const [row] = await sql<{ found: number }[]>`
      select count(*)::int as found
      from unnest(${part.map((one) => one.attempt)}::uuid[], ${part.map((one) => one.position)}::int[],
        ${part.map((one) => one.choice)}::text[]) as acked (attempt, place, choice)
      join answers a on a.attempt_id = acked.attempt and a.position = acked.place and a.choice::text = acked.choice`
    lost += part.length - row!.found
  }
  return lost
}

async function startsLost(sql: Sql, started: readonly string[]): Promise<number> {
  let lost = 0
  for (let at = 0; at < started.length; at += BATCH) {
    const part = started.slice(at, at + BATCH)
    const [row] = await sql<{ found: number }[]>`
      select count(*)::int as found from unnest(${part}::uuid[]) as started (id) join attempts a on a.id = started.id`
    lost += part.length - row!.found
  }
  return lost
}

/** Each phone of the load has one attempt, so its device key finds what the ledger holds of it. */
async function ledgerOf(sql: Sql): Promise<{ twice: number; wrong: number }> {
  const [row] = await sql<{ twice: number; wrong: number }[]>`
    with events as (
      select device_key, count(*) filter (where kind = 'start') as starts,
        count(*) filter (where kind = 'completion') as completions
      from reach_events group by device_key),
    stored as (select attempt_id, count(*) as answers from answers group by attempt_id),
    per_attempt as (
      select t.completed_at, coalesce(s.answers, 0) as answers, coalesce(e.starts, 0) as starts,
        coalesce(e.completions, 0) as completions
      from attempts t left join events e using (device_key) left join stored s on s.attempt_id = t.id)
    select (count(*) filter (where starts > 1 or completions > 1 or answers > ${FORM}))::int as twice,
      (count(*) filter (where starts <> 1 or completions <> (case when answers = ${FORM} then 1 else 0 end)
        or (completed_at is not null) <> (answers = ${FORM})))::int as wrong
    from per_attempt`
  const [same] = await sql<{ twice: number }[]>`
    select count(*)::int as twice from (
      select from answers group by attempt_id, position having count(*) > 1) repeated`
  return { twice: row!.twice + same!.twice, wrong: row!.wrong }
}

export async function recount(
  target: DatabaseTarget,
  campaignId: string,
  { acked, started }: Pick<Phones, 'acked' | 'started'>,
): Promise<Count> {
  const handle = openDatabase(target, { max: 2 })
  provideDatabase(handle)
  try {
    return {
      acked: acked.length,
      lost: await lostOf(handle.sql, acked),
      startsLost: await startsLost(handle.sql, started),
      ...(await ledgerOf(handle.sql)),
      agree: await rollupsAgree(campaignId),
    }
  } finally {
    provideDatabase(undefined)
    await handle.close()
  }
}

export const isRight = ({ lost, startsLost, twice, wrong, agree }: Count): boolean =>
  lost + startsLost + twice + wrong === 0 && agree
