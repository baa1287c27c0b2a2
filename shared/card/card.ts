/** Knowledge cards (联盟知识卡): their states, limits and permissions. Without zod, because pages import it. */
import { can, type Role } from '../member/role.ts'
import { dayOf, endOfDay } from '../station.ts'

export const CARD_KINDS = ['tip', 'case', 'experience', 'method'] as const
export type CardKind = (typeof CARD_KINDS)[number]
export const CARD_KIND_LABELS: Record<CardKind, string> = {
  tip: '提醒',
  case: '案例',
  experience: '心得',
  method: '做法',
}

/** Limits in UTF-16 units, as form fields count. */
export const CARD_TITLE_MAX = 30
export const HEADLINE_MAX = 40
export const CARD_BODY_MAX = 5_000
export const SOURCE_MAX = 60
export const REASON_MAX = 200
export const COMMENT_MAX = 500
/** Longest time from publishing to expiry, in days: two years. */
const CARD_DAYS_MAX = 730
/** An urgent card is marked as new on the site for this long after it was published, in ms. */
export const URGENT_MS = 24 * 3600_000

/** How long an urgent card is shown on the hall's screens; an officer chooses. `today`: until midnight. */
export const SCREEN_TIMES = ['1h', '2h', 'today', '24h'] as const
export type ScreenTime = (typeof SCREEN_TIMES)[number]
export const SCREEN_TIME_LABELS: Record<ScreenTime, string> = {
  '1h': '1 小时',
  '2h': '2 小时',
  today: '今天之内',
  '24h': '24 小时',
}
const SCREEN_TIME_HOURS = { '1h': 1, '2h': 2, '24h': 24 } as const

/** When a card that is put on the screens at `now` leaves them again. */
export function screensUntil(time: ScreenTime, now: Date): Date {
  return new Date(time === 'today' ? endOfDay(dayOf(now)) : now.getTime() + SCREEN_TIME_HOURS[time] * 3600_000)
}

/** Review stage of the newest version; `approved` is the one that was published. */
export const CARD_STAGES = ['draft', 'submitted', 'returned', 'approved'] as const
export type CardStage = (typeof CARD_STAGES)[number]

/** Status of a card as a whole: determined by the public version first, then by the newest one. */
export const CARD_STATES = ['draft', 'submitted', 'returned', 'published', 'withdrawn', 'discarded'] as const
export type CardState = (typeof CARD_STATES)[number]
export const CARD_STATE_LABELS: Record<CardState, string> = {
  draft: '草稿',
  submitted: '待审核',
  returned: '已退回',
  published: '已发布',
  withdrawn: '已撤下',
  discarded: '已删除',
}

/** The facts that decide which actions are allowed. */
export interface CardStanding {
  authorId: string
  stage: CardStage
  /** Number of the version that is public, or was until it was withdrawn. */
  publishedVersion: number | null
  withdrawn: boolean
  /** Discarded by hand before it was ever public. Its versions are kept, so that it can be restored. */
  discarded: boolean
}

export const isPublic = (card: CardStanding): boolean => card.publishedVersion !== null && !card.withdrawn

export function stateOf(card: CardStanding): CardState {
  if (card.discarded) return 'discarded'
  if (isPublic(card)) return 'published'
  if (card.stage !== 'approved') return card.stage
  return 'withdrawn'
}

/** Whether a published or withdrawn card also has a newer, unpublished version. */
export const hasNewer = (card: CardStanding): boolean => card.publishedVersion !== null && card.stage !== 'approved'

export type CardAction =
  | 'save'
  | 'submit'
  | 'return'
  | 'publish'
  | 'withdraw'
  | 'republish'
  /** Put on the screens, or for another time. */
  | 'show'
  /** Taken off the screens; it stays on the site. */
  | 'stop'
  | 'discard'
  | 'recover'
export interface Actor {
  id: string
  role: Role
}
export interface Refusal {
  code: 'forbidden' | 'conflict'
  message: string
}

const REVIEW_ONLY: readonly CardAction[] = ['return', 'publish', 'withdraw', 'republish', 'show', 'stop']

/** Why this member may not do this now; undefined if allowed. */
export function refusalOf(action: CardAction, card: CardStanding, by: Actor): Refusal | undefined {
  const own = card.authorId === by.id
  const reviews = can(by.role, 'card.review')
  if (REVIEW_ONLY.includes(action) && !reviews)
    return { code: 'forbidden', message: '只有民警和管理员能审核、发布和撤下。' }
  if (!own && !reviews) return { code: 'forbidden', message: '只能改自己写的知识卡。' }
  const conflict = (message: string): Refusal => ({ code: 'conflict', message })
  if (card.discarded && action !== 'recover') return conflict('这张卡已经删除，要接着写，请先恢复。')
  switch (action) {
    case 'save':
      return undefined
    case 'submit':
      if (card.stage === 'submitted') return conflict('已经提交过了，正在等待审核。')
      return card.stage === 'approved' ? conflict('这一版已经发布过了，改了内容再提交。') : undefined
    case 'return':
      return card.stage === 'submitted' ? undefined : conflict('这张卡现在不在待审核状态，请刷新看看。')
    case 'publish':
      if (card.stage === 'approved')
        return conflict(card.withdrawn ? '这一版已经撤下，可以点“重新发布”。' : '这一版已经发布了。')
      return card.stage === 'submitted' || own ? undefined : conflict('作者还没有提交审核，不能发布。')
    case 'withdraw':
      if (card.publishedVersion === null) return conflict('这张卡还没有发布。')
      return card.withdrawn ? conflict('这张卡已经撤下了。') : undefined
    case 'republish':
      if (card.publishedVersion === null) return conflict('这张卡还没有发布过。')
      return card.withdrawn ? undefined : conflict('这张卡已经是发布状态。')
    case 'show':
      return isPublic(card) ? undefined : conflict('发布以后才能放到互动屏上。')
    case 'stop':
      return isPublic(card) ? undefined : conflict('这张卡现在不在互动屏上。')
    case 'discard':
      return card.publishedVersion === null ? undefined : conflict('发布过的卡不能删除，可以撤下。')
    case 'recover':
      return card.discarded ? undefined : conflict('这张卡没有删除，请刷新看看。')
  }
}

export const may = (action: CardAction, card: CardStanding, by: Actor): boolean =>
  refusalOf(action, card, by) === undefined

/** The stage after a change of the text. A submitted card that the reviewer corrects stays submitted. */
export function stageAfterSave(card: CardStanding, by: Actor): CardStage {
  return card.stage === 'submitted' && card.authorId !== by.id ? 'submitted' : 'draft'
}

/** When a published card is no longer urgent on the site: a day after it was published, or with the screens. */
export function urgentUntil(card: { publishedAt: Date; screensUntil: Date | null; expiresOn: string }): number {
  const last = Math.max(card.publishedAt.getTime() + URGENT_MS, card.screensUntil?.getTime() ?? 0)
  return Math.min(last, endOfDay(card.expiresOn))
}

export type Expiry = 'valid' | 'expiring' | 'expired'
/** A warning about the expiry is shown this many days before. */
const EXPIRING_DAYS = 14

/** The expiry status on `today`; both `YYYY-MM-DD`. */
export function expiryOf(expiresOn: string | null, today: string): Expiry {
  if (!expiresOn) return 'valid'
  if (expiresOn < today) return 'expired'
  return (Date.parse(expiresOn) - Date.parse(today)) / 86_400_000 <= EXPIRING_DAYS ? 'expiring' : 'valid'
}

/** The latest expiry day that may be chosen on `today`. */
export const latestExpiry = (today: string): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) + CARD_DAYS_MAX * 86_400_000).toISOString().slice(0, 10)
