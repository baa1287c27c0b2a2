/** One collection as the office reads it for review. */
import type { BankStock } from './bank.ts'
import type { Collection, Decision, EntryReview } from './decision.ts'
import type { Role } from '../member/role.ts'
import type { Standing } from './overview.ts'
import type { Passage } from './readable.ts'

export interface ReadingEntry {
  collection: Collection
  id: string
  title: string
  /** Name of the scam type, or what else it belongs to. */
  about: string
  version: number
  expires: string
  standing: Standing
  /** Hash of this text: a decision names it. */
  hash: string
  review: EntryReview
  /** Whether the message is a scam or genuine, for the items that make up a quiz. */
  judge: 'scam' | 'genuine' | null
  passages: Passage[]
  /** Page of the site that shows it, if it has one. */
  page: string | null
  picture: string | null
}

export interface Reading {
  collection: Collection
  entries: ReadingEntry[]
  bank: BankStock
  /** Scam types, to read the items of one. */
  types: { id: string; title: string; pending: number }[]
}

/** Answer to a decision: the numbers of the member's own, by `entryKey`. What was so already is not among them. */
export interface DecidedReply {
  numbers: Record<string, number>
}

/** One decision in the history of an entry; the office shows names. */
export interface PastDecision {
  id: string
  decision: Decision
  comment: string
  memberName: string
  /** The role in which the member decided. */
  role: Role
  at: string
  /** It was about the text as it stands now. */
  current: boolean
}
/** Decisions per page. */
export const PAST_PAGE = 10
export interface PastPage {
  entries: PastDecision[]
  /** Cursor for `before` (the next page); null at the end. */
  next: number | null
}
