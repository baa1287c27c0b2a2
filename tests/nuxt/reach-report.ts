/** A report with a few figures. */
import type { Figures, ReachReport } from '#shared/campaign/report.ts'

export const AT = '2026-11-27T23:50:00+08:00'
const figures: Figures = {
  contacts: { total: 10, staff: 10, platform: 0 },
  stages: {
    scan: { events: 9, devices: 9 },
    start: { events: 9, devices: 9 },
    completion: { events: 7, devices: 7 },
    share: { events: null, devices: null },
  },
}
export const REACH_REPORT: ReachReport = {
  today: '2026-11-27',
  at: new Date(AT).toISOString(),
  publishedAt: new Date(AT).toISOString(),
  whole: {
    ...figures,
    devices: 9,
    residents: { atLeast: 9, atMost: 10 },
    newcomers: { devices: null, starts: null },
    tree: { links: null, depth: null },
  },
  touchpoints: [],
  days: [{ day: '2026-11-27', ...figures }],
  leftOut: { reasons: [], excluded: 0 },
  marks: [],
}
