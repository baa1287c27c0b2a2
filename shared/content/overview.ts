/** The office's overview of the site's content: existing texts, expiry, review status, and problems. */
import type { Problem } from './check/problem.ts'

export interface ContentProblem extends Problem {
  /** The file is excluded from the site; otherwise it is shown despite the problem. */
  leftOut: boolean
}

/** The expiry status of a text on a day. Expired texts are not shown. */
export type Standing = 'valid' | 'expiring' | 'expired'
export const STANDING_LABELS: Record<Standing, string> = { valid: '有效', expiring: '30 天内到期', expired: '已过期' }

/** A warning about the expiry is shown this many days before: enough time for an officer to review the text again. */
const EXPIRING_DAYS = 30
const DAY_MS = 86_400_000

/** Whole days from one calendar day to another, both `YYYY-MM-DD`; negative if the second is earlier. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS)

/** @param expires last day on which it may be shown */
export function standingOf(expires: string, today: string): Standing {
  const left = daysUntil(expires, today)
  if (left < 0) return 'expired'
  return left <= EXPIRING_DAYS ? 'expiring' : 'valid'
}

export interface ContentEntry {
  id: string
  title: string
  /** The parent, e.g. the scam type of a scenario. */
  about?: string
  version: number
  /** Last day on which it may be shown, `YYYY-MM-DD`. */
  expires: string
  standing: Standing
  /** Not yet reviewed by an officer. */
  pending: boolean
}

/** Items of one scam type. Expired ones are no longer in the bank and counted separately. */
export interface ItemCounts {
  judge: { scam: number; genuine: number }
  drills: number
  expiring: number
  expired: number
  /** Over all items, including expired ones. */
  pending: number
}

export interface ScamEntry extends ContentEntry {
  items: ItemCounts
}

/** Filters of the page, in the order of their buttons. */
export const SHOWS = ['all', 'expired', 'expiring', 'pending', 'problems'] as const
export type Show = (typeof SHOWS)[number]
export const SHOW_LABELS: Record<Show, string> = {
  all: '全部',
  expired: '已过期',
  expiring: '30 天内到期',
  pending: '待民警审核',
  problems: '有问题',
}

export interface ContentOverview {
  /** Today in Asia/Shanghai, the reference day of this overview. */
  today: string
  scams: ScamEntry[]
  scenarios: ContentEntry[]
  panels: ContentEntry[]
  laws: ContentEntry[]
  /** Items that have expired or will soon, sorted by expiry. All others are only counted. */
  dueItems: ContentEntry[]
  /** Number of texts (for `problems`: of problems) per filter; each item counts as a text. */
  totals: Record<Show, number>
  problems: ContentProblem[]
}

/** Whether a text matches a filter. */
export function isShown({ standing, pending }: Pick<ContentEntry, 'standing' | 'pending'>, show: Show): boolean {
  if (show === 'all') return true
  if (show === 'pending') return pending
  return show !== 'problems' && standing === show
}

/** A scam type matches together with its items: one matching item is enough. */
export const isScamShown = (scam: ScamEntry, show: Show): boolean =>
  isShown(scam, show) || ((show === 'expired' || show === 'expiring' || show === 'pending') && scam.items[show] > 0)

/** The `file:line` of a problem. */
export const placeOf = ({ file, line }: Pick<Problem, 'file' | 'line'>): string => (line ? `${file}:${line}` : file)

/** For the log: one line for each excluded file, with its first problem. */
export function leftOutLines(problems: readonly ContentProblem[]): string[] {
  const byFile = Map.groupBy(
    problems.filter(({ leftOut }) => leftOut),
    ({ file }) => file,
  )
  return [...byFile.values()].flatMap(([first, ...more]) => {
    const others = more.length ? `（还有 ${more.length} 处）` : ''
    return first ? `[content_broken] ${placeOf(first)} ${first.rule} ${first.message}${others}` : []
  })
}
