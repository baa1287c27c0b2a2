/** The office's decisions about content files. Without zod: the office loads it. */
import type { Role } from '../member/role.ts'

/** The collections of content files whose entries are reviewed one by one. */
export const COLLECTIONS = ['items', 'scams', 'scenarios', 'panels', 'laws'] as const
export type Collection = (typeof COLLECTIONS)[number]
export const COLLECTION_LABELS: Record<Collection, string> = {
  items: '题目',
  scams: '诈骗类型',
  scenarios: '骗局情景',
  panels: '展板',
  laws: '法律条文',
}

/**
 * `reopened` takes an approval or a requested change back; `restored` takes a withdrawal back. Approval and withdrawal
 * are independent: a withdrawn text may be approved and stays withdrawn until it is restored.
 */
export const DECISIONS = ['approved', 'change_requested', 'reopened', 'withdrawn', 'restored'] as const
export type Decision = (typeof DECISIONS)[number]
export const DECISION_LABELS: Record<Decision, string> = {
  approved: '通过了审核',
  change_requested: '要求修改',
  reopened: '退回待审核',
  withdrawn: '撤下了',
  restored: '恢复了显示',
}
/** Decisions that nobody would understand without a reason. */
export const NEEDS_COMMENT: readonly Decision[] = ['change_requested', 'withdrawn']
/** What a decision is undone by. */
export const UNDONE_BY: Partial<Record<Decision, Decision>> = {
  approved: 'reopened',
  change_requested: 'reopened',
  withdrawn: 'restored',
}

/** Maximum length of a comment, and number of entries that one decision may cover. */
export const COMMENT_MAX = 300
export const BATCH_MAX = 100

/** Identifies an entry over all collections. */
export const entryKey = (collection: Collection, id: string): string => `${collection}/${id}`

/** One decision as it was stored. */
export interface Ruling {
  /** Rises from decision to decision of the station. */
  number: number
  decision: Decision
  /** Of the content that was read; decisions about earlier content do not count as a review of the present one. */
  hash: string
  comment: string
  role: Role
  memberId: string
  at: Date
}

/** The decisions about one entry that count: the newest review, and the newest withdrawal or restoration. */
export interface Standings {
  review?: Ruling
  display?: Ruling
}

/** `pending`: nobody has read the text as it stands now. */
const REVIEW_STATES = ['pending', 'approved', 'change_requested'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]
export const REVIEW_STATE_LABELS: Record<ReviewState, string> = {
  pending: '待民警审核',
  approved: '已审核',
  change_requested: '要修改',
}

/** The review of an entry as office and site show it. */
export interface EntryReview {
  state: ReviewState
  withdrawn: boolean
  /** Of the newest decision about it, of whatever kind; null while there is none. */
  number: number | null
  /** Who decided last, by role, and when (ISO); null while nobody has. */
  role: Role | null
  at: string | null
  /** Why a change was requested, or why it was withdrawn. */
  comment: string
}

/** An entry as the member saw it: its text, and the newest decision about it. A decision holds only for that. */
export interface SeenEntry {
  collection: Collection
  id: string
  hash: string
  /** Number of the newest decision that was seen. */
  seen: number | null
}
/** @param entry as a page shows it */
export const asSeen = ({
  collection,
  id,
  hash,
  review,
}: Omit<SeenEntry, 'seen'> & { review: Pick<EntryReview, 'number'> }): SeenEntry => ({
  collection,
  id,
  hash,
  seen: review.number,
})

/** The newest decision about an entry, of whatever kind. */
export function newestOf({ review, display }: Standings = {}): Ruling | undefined {
  return review && display ? (review.number > display.number ? review : display) : (review ?? display)
}

function stateOf(current: Ruling | undefined, reviewer: string): ReviewState {
  if (!current) return reviewer === 'pending' ? 'pending' : 'approved'
  return current.decision === 'approved' || current.decision === 'change_requested' ? current.decision : 'pending'
}

/**
 * @param reviewer in the file: a text that was approved there needs no second approval, until it changes there
 * @param hash of the present content
 */
export function reviewOf(standings: Standings | undefined, hash: string, reviewer: string): EntryReview {
  const { review, display } = standings ?? {}
  const current = review?.hash === hash ? review : undefined
  const withdrawn = display?.decision === 'withdrawn'
  const told = withdrawn ? display : current?.decision === 'reopened' ? undefined : current
  return {
    state: stateOf(current, reviewer),
    withdrawn,
    number: newestOf(standings)?.number ?? null,
    role: told?.role ?? null,
    at: told?.at.toISOString() ?? null,
    comment: told?.comment ?? '',
  }
}

/** What a text is after each decision. */
const LEADS_TO: Record<Decision, Partial<Pick<EntryReview, 'state' | 'withdrawn'>>> = {
  approved: { state: 'approved' },
  change_requested: { state: 'change_requested' },
  reopened: { state: 'pending' },
  withdrawn: { withdrawn: true },
  restored: { withdrawn: false },
}

/**
 * Whether an entry is already what a decision would make of it. With another reason the same decision changes what
 * people read. The parameters are those of `reviewOf`.
 */
export function isAlready(
  { decision, comment }: Pick<Ruling, 'decision' | 'comment'>,
  standings: Standings | undefined,
  hash: string,
  reviewer: string,
): boolean {
  const { state, withdrawn } = reviewOf(standings, hash, reviewer)
  const to = LEADS_TO[decision]
  const there = (to.state ?? state) === state && (to.withdrawn ?? withdrawn) === withdrawn
  const last = to.state ? standings?.review : standings?.display
  return there && (!NEEDS_COMMENT.includes(decision) || last?.comment === comment)
}
