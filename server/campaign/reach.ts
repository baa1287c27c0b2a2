/**
 * The ledger of reach. Events and their roll-ups are written by one statement, so neither can be had without the
 * other.
 */
import { type SQL, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import type { ReachKind, ReachSource } from '#shared/campaign/touchpoint.ts'
import { dayOf } from '#shared/station.ts'

export interface ReachEvent {
  /** uuid; an event whose id is already in the ledger is not counted again. */
  id: string
  campaignId: string
  touchpointId: string
  kind: ReachKind
  source?: ReachSource
  quantity?: number
  /** Absent for contacts only. */
  deviceKey?: Uint8Array
  shareId?: string
  memberId?: string
  at: Date
  /** Day it happened; by default the day of `at` in Asia/Shanghai. */
  day?: string
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/**
 * CTEs that fold ledger rows (`rows`, the name of a table or CTE) into `reach_devices` and `reach_rollups`, in each of
 * the four scopes: campaign or touchpoint, all days or one day. Rows are written in key order, so that two writers wait
 * for each other instead of locking each other out.
 */
export const foldIntoRollups = (rows: SQL) => sql`
  scoped as materialized (
    select e.campaign_id, s.touchpoint_id, e.kind, e.source, d.day, e.quantity, e.device_key
    from ${rows} e
    cross join lateral (values (null::uuid), (e.touchpoint_id)) s(touchpoint_id)
    cross join lateral (values (null::date), (e.day)) d(day)
  ),
  firsts as (
    insert into reach_devices (campaign_id, touchpoint_id, kind, day, device_key)
    select distinct campaign_id, touchpoint_id, kind, day, device_key from scoped where device_key is not null
    order by 1, 2, 3, 4, 5
    on conflict on constraint reach_devices_key do nothing
    returning campaign_id, touchpoint_id, kind, day
  ),
  first_counts as (
    select campaign_id, touchpoint_id, kind, day, count(*)::int as devices from firsts group by 1, 2, 3, 4
  ),
  totals as (
    select campaign_id, touchpoint_id, kind, source, day, sum(quantity)::int as events from scoped group by 1, 2, 3, 4, 5
  ),
  rolled as (
    insert into reach_rollups (campaign_id, touchpoint_id, kind, source, day, events, devices)
    select t.campaign_id, t.touchpoint_id, t.kind, t.source, t.day, t.events, coalesce(f.devices, 0)
    from totals t
    left join first_counts f on f.campaign_id = t.campaign_id and f.kind = t.kind
      and f.touchpoint_id is not distinct from t.touchpoint_id and f.day is not distinct from t.day
    order by 1, 2, 3, 4, 5
    on conflict on constraint reach_rollups_key do update
      set events = reach_rollups.events + excluded.events, devices = reach_rollups.devices + excluded.devices
  )`

/** Appends to the ledger and its roll-ups. @returns how many were new. */
export async function recordReach(tx: Executor, events: readonly ReachEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const rows = JSON.stringify(
    events.map((event) => ({
      id: event.id,
      campaign_id: event.campaignId,
      touchpoint_id: event.touchpointId,
      kind: event.kind,
      source: event.source ?? 'system',
      quantity: event.quantity ?? 1,
      device_key: event.deviceKey ? `\\x${hex(event.deviceKey)}` : null,
      share_id: event.shareId ?? null,
      member_id: event.memberId ?? null,
      at: event.at.toISOString(),
      day: event.day ?? dayOf(event.at),
    })),
  )
  const result = await tx.execute<{ recorded: number }>(sql`
    with recorded as (
      insert into reach_events (id, campaign_id, touchpoint_id, kind, source, quantity, device_key, share_id, member_id, at, day)
      select id, campaign_id, touchpoint_id, kind, source, quantity, device_key, share_id, member_id, at, day
      from jsonb_populate_recordset(null::reach_events, ${rows}::text::jsonb)
      order by id
      on conflict (id) do nothing
      returning *
    ),
    ${foldIntoRollups(sql`recorded`)}
    select count(*)::int as recorded from recorded`)
  return result[0]?.recorded ?? 0
}

/**
 * Do the roll-ups of a campaign say what its ledger says? One statement, hence one snapshot: events and roll-ups are
 * written together, so whoever writes meanwhile is neither held up nor taken for an error.
 */
export async function rollupsAgree(campaignId: string): Promise<boolean> {
  const [row] = await useDatabase().execute<{ agree: boolean }>(sql`
    with counted as (
      select s.touchpoint_id, e.kind, e.source, d.day, sum(e.quantity)::int as events, count(distinct e.device_key)::int as devices
      from reach_events e
      cross join lateral (values (null::uuid), (e.touchpoint_id)) s(touchpoint_id)
      cross join lateral (values (null::date), (e.day)) d(day)
      where e.campaign_id = ${campaignId}
      group by 1, 2, 3, 4
    ),
    rolled as (
      select touchpoint_id, kind, source, day, events, devices from reach_rollups where campaign_id = ${campaignId}
    ),
    counted_devices as (
      select touchpoint_id, kind, day, devices from counted where devices > 0
    ),
    known_devices as (
      select touchpoint_id, kind, day, count(*)::int as devices from reach_devices where campaign_id = ${campaignId} group by 1, 2, 3
    )
    select not (
      exists (table counted except table rolled) or exists (table rolled except table counted)
      or exists (table counted_devices except table known_devices) or exists (table known_devices except table counted_devices)
    ) as agree`)
  return row!.agree
}

/**
 * Computes the roll-ups of a campaign again from its ledger; may be run as often as one likes. Writers to the ledger
 * wait meanwhile: the lock is taken before anything is read, waits for every writer that has begun, and nothing else is
 * locked before it, so that no writer can wait for this transaction while it waits for the writer.
 */
export async function rebuildRollups(campaignId: string): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    await tx.execute(sql`lock table reach_events in share row exclusive mode`)
    await tx.execute(sql`delete from reach_rollups where campaign_id = ${campaignId}`)
    await tx.execute(sql`delete from reach_devices where campaign_id = ${campaignId}`)
    await tx.execute(sql`
      with ledger as (select * from reach_events where campaign_id = ${campaignId}),
      ${foldIntoRollups(sql`ledger`)}
      select 1`)
  })
}
