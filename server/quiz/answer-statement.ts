/** The statement that stores a batch of answers, finds the attempts they complete, and counts those completions. */
import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { foldIntoRollups } from '#server/campaign/reach.ts'
import type { Truth } from '#shared/content/item.ts'
import { dayOf } from '#shared/station.ts'

export interface AnswerRow {
  attemptId: string
  position: number
  itemId: string
  itemVersion: number
  truth: Truth
  choice: Truth
  /** Answers that complete the attempt. */
  needed: number
  /** Id of the reach event of that completion. */
  completionEventId: string
}

export interface StoredAnswer {
  attemptId: string
  position: number
  /** The first choice that was stored, which may not be the one sent now. */
  choice: Truth
  /** Campaign of an attempt that this batch completed. */
  completedCampaignId: string | null
}

/**
 * The statements are planned once per connection, perhaps while the tables are still small: by index all the same, or
 * the plan would be slow when they have grown (the embedded database never looks again).
 */
const BEGIN = 'begin; set local enable_seqscan = off'

/**
 * Attempts are locked first, in a statement of their own: the next one then sees every earlier answer to them, whichever
 * server stored it, and the last answer of an attempt is recognised by exactly one batch. Locking the campaign keeps it
 * from being closed between this check and the commit.
 */
const LOCK = `
  select a.id from attempts a join campaigns c on c.id = a.campaign_id
  where a.id = any(string_to_array($1::text, ',')::uuid[]) and c.status = 'open'
  order by a.id for no key update of a for share of c`

const storeStatement = sql`
  with input as materialized (
    select * from jsonb_to_recordset($1::text::jsonb) as r(
      n int, attempt_id uuid, position smallint, item_id text, item_version int, truth truth, choice truth, needed int, event_id uuid)
  ),
  open_attempts as materialized (
    select a.id as attempt_id from attempts a join campaigns c on c.id = a.campaign_id
    where a.id = any(string_to_array($4::text, ',')::uuid[]) and c.status = 'open'
  ),
  earlier as materialized (
    select n.attempt_id, n.position, n.choice from open_attempts o join answers n on n.attempt_id = o.attempt_id
  ),
  inserted as (
    insert into answers (attempt_id, position, item_id, item_version, truth, choice, correct, answered_at)
    select i.attempt_id, i.position, i.item_id, i.item_version, i.truth, i.choice, i.truth = i.choice, $2::text::timestamptz
    from input i join open_attempts o on o.attempt_id = i.attempt_id
    order by i.attempt_id, i.position, i.n
    on conflict (attempt_id, position) do nothing
    returning attempt_id, position, choice
  ),
  stored as materialized (select * from earlier union all select * from inserted),
  counts as (select attempt_id, count(*) as count from stored group by attempt_id),
  completed as (
    update attempts a set completed_at = $2::text::timestamptz
    from counts s, (select attempt_id, min(needed) as needed, min(event_id::text)::uuid as event_id from input group by attempt_id) i
    where a.id = s.attempt_id and i.attempt_id = s.attempt_id and s.count >= i.needed and a.completed_at is null
    returning a.id, a.campaign_id, a.touchpoint_id, a.share_id, a.device_key, i.event_id
  ),
  recorded as (
    insert into reach_events (id, campaign_id, touchpoint_id, kind, source, quantity, device_key, share_id, at, day)
    select event_id, campaign_id, touchpoint_id, 'completion', 'system', 1, device_key, share_id, $2::text::timestamptz, $3::text::date from completed
    order by event_id
    on conflict (id) do nothing
    returning *
  ),
  ${foldIntoRollups(sql`recorded`)}
  select s.attempt_id as "attemptId", s.position, s.choice, c.campaign_id as "completedCampaignId"
  from stored s
  join (select distinct attempt_id, position from input) i on i.attempt_id = s.attempt_id and i.position = s.position
  left join completed c on c.id = s.attempt_id`

const STORE = new PgDialect().sqlToQuery(storeStatement).sql

/**
 * Stores the answers in one transaction, the whole of it sent at once: the batch costs one round trip. Rows of attempts
 * whose campaign is closed are missing from what is returned; of answers to the same position the first one stays.
 */
export async function storeAnswers(db: Sql, rows: readonly AnswerRow[], now: Date): Promise<StoredAnswer[]> {
  const ids = [...new Set(rows.map((row) => row.attemptId))].join(',')
  const input = JSON.stringify(rows.map((row, n) => ({
    n, attempt_id: row.attemptId, position: row.position, item_id: row.itemId, item_version: row.itemVersion,
    truth: row.truth, choice: row.choice, needed: row.needed, event_id: row.completionEventId,
  })))
  const tx = await db.reserve()
  try {
    const [begun, locked, stored, committed] = await Promise.allSettled([
      tx.unsafe(BEGIN),
      tx.unsafe(LOCK, [ids], { prepare: true }),
      tx.unsafe<StoredAnswer[]>(STORE, [input, now.toISOString(), dayOf(now), ids], { prepare: true }),
      // After an error in one of them the database takes this as a rollback.
      tx.unsafe('commit'),
    ])
    for (const step of [begun, locked, stored, committed]) if (step.status === 'rejected') throw step.reason
    return [...(stored as PromiseFulfilledResult<StoredAnswer[]>).value]
  } finally {
    tx.release()
  }
}
