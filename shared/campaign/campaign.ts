/** A campaign (宣传活动): its limits and its phases. Without zod, because phones and screens import it, too. */
import type { CampaignStatus } from './touchpoint.ts'

export const TITLE_MAX = 40
export const SLOGAN_MAX = 60
/** Longest campaign, in days; a limit for lists by day. */
export const CAMPAIGN_DAYS_MAX = 731

/** Whole days from one calendar day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** Every day from `from` to `to`, both included. */
export function daysFrom(from: string, to: string): string[] {
  const start = Date.parse(`${from}T00:00:00Z`)
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  )
}

export type CampaignPhase = 'coming' | 'running' | 'over' | 'closed'

/** The phase of a campaign on a day. `over` is past its last day but still open: codes work until it is closed. */
export function phaseOf(
  campaign: { status: CampaignStatus; startsOn: string; endsOn: string },
  today: string,
): CampaignPhase {
  if (campaign.status === 'closed') return 'closed'
  if (today < campaign.startsOn) return 'coming'
  return today > campaign.endsOn ? 'over' : 'running'
}

/** The phase in words, with the relevant dates. */
export function phaseText(
  campaign: { status: CampaignStatus; startsOn: string; endsOn: string },
  today: string,
): string {
  switch (phaseOf(campaign, today)) {
    case 'closed':
      return '已结束'
    case 'coming': {
      const days = daysBetween(today, campaign.startsOn)
      return days === 1 ? '明天开始' : `${days} 天后开始`
    }
    case 'over':
      return '日期已过，还没有结束'
    case 'running': {
      const left = daysBetween(today, campaign.endsOn)
      return left === 0 ? '今天是最后一天' : `还剩 ${left} 天`
    }
  }
}

/** `2026-10-08` → `10 月 8 日`; with the year where it differs from that of `today`. */
export function dayText(day: string, today?: string): string {
  const [year, month, date] = day.split('-')
  const short = `${Number(month)} 月 ${Number(date)} 日`
  return today && today.slice(0, 4) !== year ? `${year} 年 ${short}` : short
}
