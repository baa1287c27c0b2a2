import { describe, expect, it } from 'vitest'
import { isSnapshotTime } from '#server/database/snapshot-time.ts'

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const HOUR_MS = 3_600_000
/** A hall full of visitors. */
const BUSY = 0.6

describe('the time of the daily snapshot', () => {
  const from = { startedAt: at('2026-11-20T08:00'), load: BUSY }

  it('is the night at the station, once, also under load', () => {
    const since = at('2026-11-27T01:03')
    for (let hour = 0; hour < 24; hour++) {
      const now = at(`2026-11-28T${String(hour).padStart(2, '0')}:30`)
      expect(isSnapshotTime({ ...from, now, since }), String(hour)).toBe(hour >= 1 && hour < 5)
    }
    expect(isSnapshotTime({ ...from, now: at('2026-11-28T02:00'), since: at('2026-11-28T01:00') })).toBe(false)
  })

  it('is a calm moment of the day where the computer is off at night', () => {
    const since = at('2026-11-27T10:00')
    const now = at('2026-11-28T13:00')
    const startedAt = at('2026-11-28T08:30')
    expect(isSnapshotTime({ now, since, startedAt, load: BUSY })).toBe(false)
    expect(isSnapshotTime({ now, since, startedAt, load: 0.01 })).toBe(true)
    // The last night's is there.
    expect(isSnapshotTime({ now, since: at('2026-11-28T01:05'), startedAt, load: 0.01 })).toBe(false)
    expect(isSnapshotTime({ now, since: at('2026-11-27T14:00'), startedAt, load: 0.01 })).toBe(false)
  })

  it('is not a minute after a first start with visitors, and soon after one without', () => {
    const startedAt = at('2026-11-28T09:00')
    const first = { startedAt, since: undefined, now: startedAt + 5 * 60_000 }
    expect(isSnapshotTime({ ...first, load: BUSY })).toBe(false)
    expect(isSnapshotTime({ ...first, load: 0.01 })).toBe(true)
  })

  it('comes after two days, whoever is there', () => {
    const startedAt = at('2026-11-20T09:00')
    const now = at('2026-11-28T15:00')
    expect(isSnapshotTime({ startedAt, now, since: now - 47 * HOUR_MS, load: BUSY })).toBe(false)
    expect(isSnapshotTime({ startedAt, now, since: now - 49 * HOUR_MS, load: BUSY })).toBe(true)
    // Not just because the computer was off for days.
    expect(isSnapshotTime({ startedAt: now - HOUR_MS, now, since: undefined, load: BUSY })).toBe(false)
    expect(isSnapshotTime({ startedAt: now - HOUR_MS, now, since: now - 99 * HOUR_MS, load: BUSY })).toBe(false)
  })
})
