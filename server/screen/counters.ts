import { readPublished } from '#server/campaign/published.ts'
import type { ScreenCounters } from '#shared/screen/state.ts'
import { dayOf } from '#shared/station.ts'

/** The figures a hall screen shows: those that are published of the whole campaign. */
export async function readScreenCounters(campaignId: string, now = new Date()): Promise<ScreenCounters> {
  const { at, counts } = await readPublished(campaignId, now)
  const today = dayOf(now)
  const events = (kind: string, day: string | null) =>
    counts.stages.find((cell) => cell.kind === kind && cell.day === day && !cell.touchpointId)?.events ?? 0
  return {
    day: today,
    at: at.getTime(),
    completions: events('completion', null),
    completionsToday: events('completion', today),
    starts: events('start', null),
  }
}
