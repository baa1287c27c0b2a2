/**
 * The SQL statement that stores a batch of answers, detects the attempts they complete, and counts those completions.
 */
import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { foldIntoRollups } from '#server/campaign/reach.ts'
import { sendTogether } from '#server/database/session.ts'
import type { Truth } from '#shared/content/item.ts'
import { dayOf } from '#shared/station.ts'

export interface AnswerRow {
  position: number
  itemId: string
  itemVersion: number
  truth: Truth
  choice: Truth
  /** False: guessed. Null: not sent. */
  sure: boolean | null
}

/** Answers to one attempt. Without answers, only its completion is checked. */
export interface Submission {
  attemptId: string
  /**
   * Positions whose items are still in the bank: the attempt is complete once each of them is answered, and at least
   * one answer is stored.
   */
  live: readonly number[]
  /** Id of the reach event of that completion. */
  completionEventId: string
  answers: readonly AnswerRow[]
}

export interface StoredAnswer {
  attemptId: string
  /** Null where no answer to this attempt was sent. */
  position: number | null
  /** The first choice that was stored, which may differ from the one sent now. */
  choice: Truth | null
  /** As sent with that choice. */
  sure: boolean | null
  /** Campaign of an attempt that this batch completed. */
  completedCampaignId: string | null
}

/**
 * Statement timeout on a server; the sum of both statements stays below the writer's timeout, so that the database
 * gives up first and the connection is free again. The embedded database supports no such timeout and has no second
 * session.
 */
const STATEMENT_TIMEOUT_MS = 3_000

/**
 * The statements are planned once per connection, perhaps while the tables are small. Forces the use of indexes,
 * because a plan with sequential scans would be slow when the tables have grown (the embedded database never replans).
 */
const BEGIN = `begin; set local enable_seqscan = off; set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`

/**
 * Locks the attempts first, in a separate statement: the next statement then sees every earlier answer to them, from
 * any server, and exactly one batch detects the last answer of an attempt. Locking the campaign prevents its closing
 * between this check and the commit.
 */
const LOCK = `
  select a.id from attempts a join campaigns c on c.id = a.campaign_id
  where a.id = any(string_to_array($1::text, ',')::uuid[]) and c.status = 'open'
  order by a.id for no key update of a for share of c`

const storeStatement = sql`
  with input as materialized (
    select * from jsonb_to_recordset($1::text::jsonb) as r(
      n int, attempt_id uuid, position smallint, item_id text, item_version int,
      truth truth, choice truth, sure boolean)
  ),
  targets as materialized (
    select * from jsonb_to_recordset($4::text::jsonb)
      as t(attempt_id uuid, live smallint[], sent smallint[], event_id uuid)
  ),
  -- Selects by the list of ids only; with other conditions the plan would scan all attempts of the campaign.
  open_attempts as materialized (
    select a.id as attempt_id from attempts a join campaigns c on c.id = a.campaign_id
    where a.id = any(string_to_array($5::text, ',')::uuid[]) and c.status = 'open'
  ),
  earlier as materialized (
    select n.attempt_id, n.position, n.choice, n.sure from open_attempts o join answers n on n.attempt_id = o.attempt_id
  ),
  inserted as (
    insert into answers (attempt_id, position, item_id, item_version, truth, choice, correct, sure, answered_at)
    select i.attempt_id, i.position, i.item_id, i.item_version, i.truth, i.choice, i.truth = i.choice, i.sure,
      $2::text::timestamptz
    from input i join open_attempts o on o.attempt_id = i.attempt_id
    order by i.attempt_id, i.position, i.n
    on conflict (attempt_id, position) do nothing
    returning attempt_id, position, choice, sure
  ),
  -- Attempts without new answers, for which only the completion is checked.
  asked as materialized (select attempt_id from targets where cardinality(sent) = 0),
  stored as materialized (select * from earlier union all select * from inserted),
  done as (
    select t.attempt_id, t.event_id, cardinality(t.live) * $6::int * interval '1 millisecond' as quickest
    from stored s join targets t on t.attempt_id = s.attempt_id
    group by t.attempt_id, t.event_id, t.live
    having count(*) filter (where s.position = any(t.live)) >= cardinality(t.live)
  ),
  -- Since when a person was busy with nothing else: several sets of one device at the same time are not.
  timed as (
    select d.*, greatest(
      least(a.started_at, a.opened_at),
      (select max(p.completed_at) from attempts p
        where p.campaign_id = a.campaign_id and p.device_key = a.device_key and p.id <> a.id),
      case when row_number() over (partition by a.campaign_id, a.device_key order by a.started_at, a.id) > 1
        then $2::text::timestamptz end
    ) as since
    from done d join attempts a on a.id = d.attempt_id
    where a.completed_at is null
  ),
  completed as (
    update attempts a set completed_at = $2::text::timestamptz,
      left_out = coalesce(a.left_out, case
        when d.quickest > interval '0' and $2::text::timestamptz - d.since < d.quickest then 'too_quick' end)
    from timed d
    where a.id = d.attempt_id and a.completed_at is null
    returning a.id, a.campaign_id, a.touchpoint_id, a.share_id, a.device_key, a.left_out, d.event_id
  ),
  tallied as (
    insert into reach_tallies (campaign_id, touchpoint_id, day, reason, events)
    select campaign_id, touchpoint_id, $3::text::date, left_out, count(*)::int
    from completed where left_out = 'too_quick'
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (campaign_id, touchpoint_id, day, reason) do update
      set events = reach_tallies.events + excluded.events
  ),
  recorded as (
    insert into reach_events
      (id, station_id, campaign_id, touchpoint_id, kind, identity, device_key, share_id, at, day)
    select d.event_id, (select c.station_id from campaigns c where c.id = d.campaign_id), d.campaign_id,
      d.touchpoint_id, 'completion', 'device', d.device_key, d.share_id, $2::text::timestamptz, $3::text::date
    from completed d
    where d.left_out is null
    order by event_id
    on conflict (id) do nothing
    returning *
  ),
  ${foldIntoRollups(sql`recorded`)}
  -- A hash join by attempt. A join with the rows of the input would scan all of them for each row of the batch.
  select r.attempt_id as "attemptId", r.position, r.choice, r.sure, c.campaign_id as "completedCampaignId"
  from (
    select s.attempt_id, s.position, s.choice, s.sure
    from stored s join targets t on t.attempt_id = s.attempt_id
    where s.position = any(t.sent)
    union all
    select o.attempt_id, null, null, null from asked a join open_attempts o on o.attempt_id = a.attempt_id
  ) r
  left join completed c on c.id = r.attempt_id`

const STORE = new PgDialect().sqlToQuery(storeStatement).sql

/**
 * Stores the answers in one transaction, pipelined into one round trip. Attempts whose campaign is closed are missing
 * from the result; of several answers to one position, the first is kept.
 * @param quickestMs least time for each answer: an attempt that is complete sooner gets no completion.
 */
export async function storeAnswers(
  db: Sql,
  submissions: readonly Submission[],
  now: Date,
  quickestMs = 0,
): Promise<StoredAnswer[]> {
  const attempts = [...Map.groupBy(submissions, ({ attemptId }) => attemptId)]
  const ids = attempts.map(([attemptId]) => attemptId).join(',')
  const targets = JSON.stringify(
    attempts.map(([attemptId, own]) => ({
      attempt_id: attemptId,
      live: own.at(-1)!.live,
      sent: own.flatMap(({ answers }) => answers.map(({ position }) => position)),
      event_id: own.at(-1)!.completionEventId,
    })),
  )
  const input = JSON.stringify(
    submissions
      .flatMap(({ attemptId, answers }) => answers.map((row) => ({ attemptId, row })))
      .map(({ attemptId, row }, n) => ({
        n,
        attempt_id: attemptId,
        position: row.position,
        item_id: row.itemId,
        item_version: row.itemVersion,
        truth: row.truth,
        choice: row.choice,
        sure: row.sure,
      })),
  )
  const [begun, locked, stored, committed] = await sendTogether(db, [
    db.unsafe(BEGIN),
    db.unsafe(LOCK, [ids], { prepare: true }),
    db.unsafe<StoredAnswer[]>(STORE, [input, now.toISOString(), dayOf(now), targets, ids, quickestMs], {
      prepare: true,
    }),
    // After an error in a statement, Postgres treats this commit as a rollback.
    db.unsafe('commit'),
  ])
  for (const step of [begun, locked, committed]) if (step.status === 'rejected') throw step.reason
  if (stored.status === 'rejected') throw stored.reason
  return [...stored.value]
}
