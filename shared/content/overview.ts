/**
 * What the office sees of the site's content: what is there, how long it may be shown, who has read it, what is
 * wrong.
 */
import type { Problem } from './check/problem.ts'

export interface ContentProblem extends Problem {
  /** The file stays out of the site; otherwise it is shown as it is. */
  leftOut: boolean
}

/** How the last day of a text stands on a day. What has expired is shown no more. */
export type Standing = 'valid' | 'expiring' | 'expired'
export const STANDING_LABELS: Record<Standing, string> = { valid: '有效', expiring: '30 天内到期', expired: '已过期' }

/** A text is said to be about to expire this many days before: time enough for an officer to read it again. */
const EXPIRING_DAYS = 30
const DAY_MS = 86_400_000

/** Whole days from one calendar day to another, both `YYYY-MM-DD`; negative when it lies behind. */
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
  /** What it belongs to, e.g. the scam type of a scenario. */
  about?: string
  version: number
  /** Last day on which it may be shown, `YYYY-MM-DD`. */
  expires: string
  standing: Standing
  /** No officer has read it yet. */
  pending: boolean
}

/** Items of one scam type. What has expired has fallen out of the bank and is counted apart. */
export interface ItemCounts {
  judge: { scam: number; genuine: number }
  drills: number
  expiring: number
  expired: number
  /** Of all, expired ones too. */
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
  /** Today in Asia/Shanghai, on which all of this stands. */
  today: string
  scams: ScamEntry[]
  scenarios: ContentEntry[]
  panels: ContentEntry[]
  laws: ContentEntry[]
  /** Items that have expired or soon will, the first to expire first. All others are only counted. */
  dueItems: ContentEntry[]
  /** How many texts (for `problems`: problems) each filter finds; an item is a text too. */
  totals: Record<Show, number>
  problems: ContentProblem[]
}

/** Whether a text belongs to what a filter shows. */
export function isShown({ standing, pending }: Pick<ContentEntry, 'standing' | 'pending'>, show: Show): boolean {
  if (show === 'all') return true
  if (show === 'pending') return pending
  return show !== 'problems' && standing === show
}

/** A scam type is shown with its items: one of them is enough. */
export const isScamShown = (scam: ScamEntry, show: Show): boolean =>
  isShown(scam, show) || ((show === 'expired' || show === 'expiring' || show === 'pending') && scam.items[show] > 0)

/** `file:line` of a problem. */
export const placeOf = ({ file, line }: Pick<Problem, 'file' | 'line'>): string => (line ? `${file}:${line}` : file)

/** For the log: one line for each file that was left out, with the first thing that is wrong with it. */
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
