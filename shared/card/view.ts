/** Knowledge cards as sent to the office and the site (dates as text). */
import type { Role } from '../member/role.ts'
import type { PictureChanges } from './picture.ts'
import type { CardKind, CardStage, CardStanding } from './card.ts'
import type { Finding } from './findings.ts'

/** The text of one version. */
export interface CardText {
  kind: CardKind
  title: string
  headline: string
  body: string
  /** Id of a scam type. */
  scamType: string | null
  source: string
  expiresOn: string | null
}

/** A card in the office's list. */
export interface CardSummary extends CardStanding {
  id: string
  kind: CardKind
  title: string
  headline: string
  authorName: string
  /** Of the published version; null if there is none. */
  expiresOn: string | null
  urgent: boolean
  savedAt: string
  comments: number
}

export interface VersionEntry {
  number: number
  title: string
  savedBy: string
  savedAt: string
}

export interface CommentView {
  id: string
  memberId: string
  memberName: string
  text: string
  at: string
}

export interface PictureView {
  id: string
  width: number
  height: number
}

/** A picture that has just been uploaded. A repeated upload tells of no changes. */
export interface PictureReply extends PictureView {
  changes: PictureChanges
}

export interface CardDetail {
  /** Today in our time zone. */
  today: string
  card: CardStanding &
    CardText & {
      id: string
      authorName: string
      authorRole: Role
      /** Number of the newest version. */
      version: number
      stage: CardStage
      savedAt: string
      returnReason: string | null
      withdrawReason: string | null
      /** Instant: with it a decision names the withdrawal that was seen. */
      withdrawnAt: string | null
      publishedAt: string | null
      /** Of the published version. */
      publishedUntil: string | null
      urgent: boolean
      /** Until when the hall's screens show it; null when they do not. Instant. */
      screensUntil: string | null
    }
  /** The newest version as readers would see it. */
  html: string
  pictures: PictureView[]
  comments: CommentView[]
  /** Newest first, at most the last hundred. */
  versions: VersionEntry[]
  /** Choices for a form field. */
  scamTypes: { id: string; title: string }[]
}

export interface VersionView extends VersionEntry, CardText {
  html: string
}

/** A problem that prevents saving a text. */
export interface BodyProblem {
  /** Line number, from 1. */
  line: number
  message: string
}

export interface CardPreview {
  html: string
  problems: BodyProblem[]
  findings: Finding[]
}

/** A published card in the site's list. */
export interface PublicCard {
  id: string
  kind: CardKind
  title: string
  headline: string
  scamType: string | null
  source: string
  /** Calendar day. */
  publishedOn: string
  expiresOn: string
  urgent: boolean
}

export interface PublicCardPage extends PublicCard {
  html: string
  /** The author's role in words; names are not published. */
  author: string
  scam: { id: string; title: string } | null
}

/** What a scammer of this type says, for the picture on a hall screen. */
export interface UrgentScene {
  /** Path of the illustration of the scam type, with its description. */
  picture: string
  pictureAlt: string
  said: string
  /** What to do at once. */
  doNow: string
}

/** A published card that takes over the hall's screens. */
export interface UrgentCard {
  id: string
  title: string
  headline: string
  /** The one-line rule of its scam type; null without one. */
  rule: string | null
  /** Null without a scam type; missing in what an older server has sent. */
  scene?: UrgentScene | null
  /** Ms since the epoch. */
  publishedAt: number
  /** From then on it is no longer urgent: off the screens, or without its mark on the site; ms since the epoch. */
  until: number
}

export interface PublicCardList {
  cards: PublicCard[]
  urgent: UrgentCard | null
}

export type UrgentReply = Pick<PublicCardList, 'urgent'>

export interface CardList {
  /** Today in our time zone. */
  today: string
  cards: CardSummary[]
}

/** What was stored: the version's number, needed for the next save. */
export interface SavedCard {
  id: string
  version: number
}
