/**
 * The ledger of reach. One statement writes events and their roll-ups together, so that they cannot get out of step.
 */
import { type SQL, sql } from 'drizzle-orm'
import { requireClock } from '#server/clock.ts'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import {
  type ContactSource,
  type DEVICE_KINDS,
  type HEADCOUNT_KINDS,
  type PLAY_KINDS,
  REACH_KIND_FACTS,
  type ReachSource,
  type SEAT_KINDS,
} from '#shared/campaign/touchpoint.ts'
import { dayOf } from '#shared/station.ts'
import { isPublishedEvent } from './taken-out.ts'

interface Happened {
  /** uuid; an event whose id is already in the ledger is not counted again. */
  id: string
  at: Date
  /** Day it happened; by default the day of `at` in Asia/Shanghai. */
  day?: string
}

interface InCampaign {
  campaignId: string
  touchpointId: string
  stationId?: undefined
}
/** Counted in the station's own figures only. */
interface OutsideCampaigns {
  campaignId?: undefined
  touchpointId?: undefined
  stationId: string
}
type Place = InCampaign | OutsideCampaigns

/** Event of a phone. */
interface OfDevice {
  kind: (typeof DEVICE_KINDS)[number]
  deviceKey: Uint8Array
  shareId?: string
}

/** A session on a hall screen or at a seat. A session counts once per kind, even under different event ids. */
type OfSession = {
  /** uuid from a CSPRNG, made for this one session. */
  sessionKey: string
} & ({ kind: (typeof PLAY_KINDS)[number]; screenId: string } | { kind: (typeof SEAT_KINDS)[number] })

/**
 * Counted by a member, or a correction as a negative quantity. This module does not check that a sum stays at or above
 * zero: the caller must do so, under a lock.
 */
type Counted = { quantity?: number } & (
  | { kind: 'contact'; source?: ReachSource; memberId?: string }
  | { kind: (typeof HEADCOUNT_KINDS)[number]; source: ContactSource; memberId: string }
)

type Every<T> = T extends unknown ? keyof T : never
/** All fields; those that belong to another kind of event are optional here. */
type Exactly<T, All = T> = T extends unknown ? T & { [K in Exclude<Every<All>, keyof T>]?: undefined } : never

/** The kind determines the identity of the event, and so which fields are required. */
export type ReachEvent = Exactly<
  (Happened & InCampaign & OfDevice) | (Happened & Place & OfSession) | (Happened & Place & Counted)
>

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** The scopes in which an event `e` counts, each over all days and on its own day; none for what was taken out. */
const scopes = sql`
  cross join lateral (
    values (true, null::uuid, null::uuid), (e.touchpoint_id is not null, e.touchpoint_id, null),
      (e.campaign_id is null and e.screen_id is not null, null, e.screen_id)
  ) s(applies, touchpoint_id, screen_id)
  cross join lateral (values (null::date), (e.day)) d(day)
  where s.applies and ${isPublishedEvent}`

/**
 * CTEs that add ledger rows (`rows`, the name of a table or CTE) to `reach_devices` and `reach_rollups`, in each scope.
 * Rows are written in key order (a fixed lock order), so that two concurrent writers wait for each other instead of
 * deadlocking.
 */
export const foldIntoRollups = (rows: SQL) => sql`
  scoped as materialized (
    select e.station_id, e.campaign_id, s.touchpoint_id, s.screen_id, e.kind, e.source, d.day, e.quantity, e.device_key,
      e.session_key
    from ${rows} e ${scopes}
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
    select station_id, campaign_id, touchpoint_id, screen_id, kind, source, day, sum(quantity)::int as events,
      count(session_key)::int as sessions
    from scoped group by 1, 2, 3, 4, 5, 6, 7
  ),
  rolled as (
    insert into reach_rollups
      (campaign_id, touchpoint_id, kind, source, day, station_id, screen_id, events, devices, sessions)
    select t.campaign_id, t.touchpoint_id, t.kind, t.source, t.day, t.station_id, t.screen_id, t.events,
      coalesce(f.devices, 0), t.sessions
    from totals t
    left join first_counts f on f.campaign_id = t.campaign_id and f.kind = t.kind
      and f.touchpoint_id is not distinct from t.touchpoint_id and f.day is not distinct from t.day
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict on constraint reach_rollups_key do update
      set events = reach_rollups.events + excluded.events, devices = reach_rollups.devices + excluded.devices,
        sessions = reach_rollups.sessions + excluded.sessions
  )`

/**
 * Appends events to the ledger and its roll-ups. Skips an event whose id is stored already, and a session that was
 * already counted for that kind (idempotent).
 * @returns how many were new.
 * @throws AppError `unavailable` while the clock cannot be right.
 */
export async function recordReach(tx: Executor, events: readonly ReachEvent[]): Promise<number> {
  if (events.length === 0) return 0
  requireClock()
  const rows = JSON.stringify(
    events.map((event) => ({
      id: event.id,
      station_id: event.stationId ?? null,
      campaign_id: event.campaignId ?? null,
      touchpoint_id: event.touchpointId ?? null,
      screen_id: event.screenId ?? null,
      kind: event.kind,
      identity: REACH_KIND_FACTS[event.kind].identity,
      source: event.source ?? 'system',
      quantity: event.quantity ?? 1,
      device_key: event.deviceKey ? `\\x${hex(event.deviceKey)}` : null,
      session_key: event.sessionKey ?? null,
      share_id: event.shareId ?? null,
      member_id: event.memberId ?? null,
      at: event.at.toISOString(),
      day: event.day ?? dayOf(event.at),
    })),
  )
  const result = await tx.execute<{ recorded: number }>(sql`
    with recorded as (
      insert into reach_events (id, station_id, campaign_id, touchpoint_id, screen_id, kind, identity, source, quantity,
        device_key, session_key, share_id, member_id, at, day)
      select r.id, coalesce(c.station_id, r.station_id), r.campaign_id, r.touchpoint_id, r.screen_id, r.kind,
        r.identity, r.source, r.quantity, r.device_key, r.session_key, r.share_id, r.member_id, r.at, r.day
      from jsonb_populate_recordset(null::reach_events, ${rows}::text::jsonb) r
      left join campaigns c on c.id = r.campaign_id
      order by r.id
      on conflict do nothing
      returning *
    ),
    ${foldIntoRollups(sql`recorded`)}
    select count(*)::int as recorded from recorded`)
  return result[0]?.recorded ?? 0
}

/** A part of the ledger with its own roll-ups: the condition on each table. */
interface Part {
  rows: SQL
  devices: SQL
}
const ofCampaign = (campaignId: string): Part => {
  const rows = sql`campaign_id = ${campaignId}`
  return { rows, devices: rows }
}
const outsideCampaigns = (stationId: string): Part => ({
  rows: sql`campaign_id is null and station_id = ${stationId}`,
  devices: sql`false`,
})

/**
 * Do the roll-ups of a campaign match its ledger? One statement, hence one snapshot: events and roll-ups are written
 * together, so concurrent writers are neither blocked nor mistaken for an error.
 */
export const rollupsAgree = (campaignId: string): Promise<boolean> => partAgrees(ofCampaign(campaignId))
/** The same for what a station has recorded outside of campaigns. */
export const stationRollupsAgree = (stationId: string): Promise<boolean> => partAgrees(outsideCampaigns(stationId))

async function partAgrees({ rows, devices }: Part): Promise<boolean> {
  const [row] = await useDatabase().execute<{ agree: boolean }>(sql`
    with ledger as (select * from reach_events where ${rows}),
    counted as (
      select e.station_id, e.campaign_id, s.touchpoint_id, s.screen_id, e.kind, e.source, d.day,
        sum(e.quantity)::int as events, count(distinct e.device_key)::int as devices,
        count(distinct e.session_key)::int as sessions
      from ledger e ${scopes}
      group by 1, 2, 3, 4, 5, 6, 7
    ),
    rolled as (
      select station_id, campaign_id, touchpoint_id, screen_id, kind, source, day, events, devices, sessions
      from reach_rollups where ${rows}
    ),
    counted_devices as (
      select campaign_id, touchpoint_id, kind, day, devices from counted where devices > 0
    ),
    known_devices as (
      select campaign_id, touchpoint_id, kind, day, count(*)::int as devices
      from reach_devices where ${devices} group by 1, 2, 3, 4
    )
    select not (
      exists (table counted except table rolled) or exists (table rolled except table counted)
      or exists (table counted_devices except table known_devices)
      or exists (table known_devices except table counted_devices)
    ) as agree`)
  return row!.agree
}

/**
 * Recomputes the roll-ups of a campaign from its ledger; idempotent. Writers to the ledger wait meanwhile. No deadlock:
 * the lock is taken before anything is read or otherwise locked, and waits for all writers that have begun.
 */
export const rebuildRollups = (campaignId: string): Promise<void> => rebuildPart(ofCampaign(campaignId))
/** The same for what a station has recorded outside of campaigns. */
export const rebuildStationRollups = (stationId: string): Promise<void> => rebuildPart(outsideCampaigns(stationId))

/** The same in a transaction that changes what counts: all earlier writers have ended, later ones see the change. */
export async function recountCampaign(tx: Transaction, campaignId: string, change: () => Promise<void>): Promise<void> {
  await lockLedger(tx)
  await change()
  await recount(tx, ofCampaign(campaignId))
}

const rebuildPart = (part: Part): Promise<void> =>
  useDatabase().transaction(async (tx) => {
    await lockLedger(tx)
    await recount(tx, part)
  })

const lockLedger = (tx: Transaction) => tx.execute(sql`lock table reach_events in share row exclusive mode`)

async function recount(tx: Transaction, { rows, devices }: Part): Promise<void> {
  await tx.execute(sql`delete from reach_devices where ${devices}`)
  await tx.execute(sql`delete from reach_rollups where ${rows}`)
  await tx.execute(sql`
    with ledger as (select * from reach_events where ${rows}),
    ${foldIntoRollups(sql`ledger`)}
    select 1`)
}
