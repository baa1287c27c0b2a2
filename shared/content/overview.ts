/** The office's overview of the site's content: existing texts, expiry, review status, and problems. */
import type { Problem } from './check/problem.ts'
import type { EntryReview } from './decision.ts'
import type { BankStock } from './bank.ts'

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
  review: EntryReview
}

/** Items of one scam type. Expired and withdrawn ones are no longer in the bank and counted separately. */
export interface ItemCounts {
  judge: { scam: number; genuine: number }
  drills: number
  expiring: number
  expired: number
  /** These over all items, including expired ones. */
  pending: number
  changes: number
  withdrawn: number
}

export interface ScamEntry extends ContentEntry {
  items: ItemCounts
}

/** Filters of the page, in the order of their buttons. */
export const SHOWS = ['all', 'pending', 'changes', 'withdrawn', 'expired', 'expiring', 'problems'] as const
export type Show = (typeof SHOWS)[number]
export const SHOW_LABELS: Record<Show, string> = {
  all: '全部',
  pending: '待民警审核',
  changes: '要修改',
  withdrawn: '已撤下',
  expired: '已过期',
  expiring: '30 天内到期',
  problems: '有问题',
}

export interface ContentOverview {
  /** Today in Asia/Shanghai, the reference day of this overview. */
  today: string
  scams: ScamEntry[]
  scenarios: ContentEntry[]
  panels: ContentEntry[]
  laws: ContentEntry[]
  items: ContentEntry[]
  /** What the quiz can draw from today. */
  bank: BankStock
  /** Number of texts (for `problems`: of problems) per filter; each item counts as a text. */
  totals: Record<Show, number>
  problems: ContentProblem[]
}

/** Whether a text matches a filter. */
export function isShown({ standing, review }: Pick<ContentEntry, 'standing' | 'review'>, show: Show): boolean {
  if (show === 'all') return true
  if (show === 'pending') return review.state === 'pending'
  if (show === 'changes') return review.state === 'change_requested'
  if (show === 'withdrawn') return review.withdrawn
  return show !== 'problems' && standing === show
}

/** A scam type matches together with its items: one matching item is enough. */
export const isScamShown = (scam: ScamEntry, show: Show): boolean =>
  isShown(scam, show) || (show !== 'all' && show !== 'problems' && scam.items[show] > 0)

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
