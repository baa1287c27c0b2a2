/** How screens are used. Plays go into the ledger, as sessions; the rest is counted by day and view. */
import { and, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { tell } from '#server/bus.ts'
import { recordReach, type ReachEvent } from '#server/campaign/reach.ts'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, screens, screenUse } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { DAYS_KEPT, type PlayStep, type UseEntry, type UseReport, type UseRow } from '#shared/screen/use.ts'
import { dayOf } from '#shared/station.ts'

const DAY_MS = 24 * 3600_000
/** Rows are kept so long. */
const KEPT_MS = 400 * DAY_MS
/** How many days the office shows, today included. */
const SHOWN_DAYS = 28

const dayBefore = (now: Date, days: number) => dayOf(new Date(now.getTime() - days * DAY_MS))

/** Where a screen's plays belong: to its campaign while that is open, else to its station. */
async function placeOf(screenId: string) {
  const [row] = await useDatabase()
    .select({ stationId: screens.stationId, touchpointId: screens.touchpointId, campaignId: campaigns.id })
    .from(screens)
    .leftJoin(campaigns, and(eq(campaigns.id, screens.campaignId), eq(campaigns.status, 'open')))
    .where(and(eq(screens.id, screenId), isNull(screens.revokedAt)))
  if (!row) throw new AppError('not_found')
  const { stationId, touchpointId, campaignId } = row
  return campaignId && touchpointId ? { campaignId, touchpointId } : { stationId }
}

/** Whatever a device with a wrong clock says, nothing has happened in the future, or before it could be kept. */
const happenedAt = (at: number, now: Date): Date =>
  new Date(Math.max(Math.min(at, now.getTime()), now.getTime() - DAYS_KEPT * DAY_MS))

async function storePlays(screenId: string, plays: readonly PlayStep[], now: Date): Promise<void> {
  if (plays.length === 0) return
  const place = await placeOf(screenId)
  const events = plays.map(({ session, step, at }): ReachEvent => {
    const play = { id: v7(), at: happenedAt(at, now), screenId, sessionKey: session }
    const kind = step === 'start' ? 'play_start' : 'play_completion'
    return { ...place, ...play, kind }
  })
  const added = await recordReach(useDatabase(), events)
  if (added > 0 && place.campaignId) tell('reach:moved', { campaignId: place.campaignId })
}

async function storeRows(screenId: string, run: string, rows: readonly UseRow[], now: Date): Promise<void> {
  const [first, last] = [dayBefore(now, DAYS_KEPT), dayOf(now)]
  const values = rows
    .filter(({ day }) => day >= first && day <= last)
    .map((row) => ({ screenId, run, ...row }))
    // Always in the same order, so that two messages never wait for each other.
    .toSorted((a, b) => (a.day + a.view < b.day + b.view ? -1 : 1))
  if (values.length === 0) return
  const most = (name: string) => sql.raw(`greatest(screen_use.${name}, excluded.${name})`)
  await useDatabase()
    .insert(screenUse)
    .values(values)
    .onConflictDoUpdate({
      target: [screenUse.screenId, screenUse.day, screenUse.view, screenUse.run],
      set: {
        seconds: most('seconds'),
        touches: most('touches'),
        sessions: most('sessions'),
        starts: most('starts'),
        completions: most('completions'),
      },
    })
}

/** Stores what a screen tells; repeated, it changes nothing. @throws AppError `not_found` for a revoked screen */
export async function storeUse(screenId: string, { run, rows, plays }: UseReport, now = new Date()): Promise<void> {
  await storePlays(screenId, plays, now)
  await storeRows(screenId, run, rows, now)
}

/** Sums by view over the days that the office shows, the most used first. */
export async function readUse(screenId: string, now = new Date()): Promise<UseEntry[]> {
  const total = (name: string) => sql<number>`sum(${sql.raw(`screen_use.${name}`)})::int`
  return useDatabase()
    .select({
      view: screenUse.view,
      seconds: total('seconds'),
      touches: total('touches'),
      sessions: total('sessions'),
      starts: total('starts'),
      completions: total('completions'),
    })
    .from(screenUse)
    .where(and(eq(screenUse.screenId, screenId), gte(screenUse.day, dayBefore(now, SHOWN_DAYS - 1))))
    .groupBy(screenUse.view)
    .orderBy(sql`sum(${screenUse.seconds}) desc`, screenUse.view)
}

/** Nightly. */
export async function removeOldUse(now = new Date()): Promise<void> {
  await useDatabase()
    .delete(screenUse)
    .where(lt(screenUse.day, dayOf(new Date(now.getTime() - KEPT_MS))))
}
