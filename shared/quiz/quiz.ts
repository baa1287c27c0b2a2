/** The quiz: limits, request bodies, responses. */
import { z } from 'zod'
import { uuidSchema } from '../ids.ts'
import { TRUTHS, type JudgeItem, type Truth } from '../content/item.ts'
import type { Host } from '../member/station.ts'
import type { Feedback } from './grade.ts'

/** Items of one attempt. */
export const FORM_SIZE = 10
/** Most item ids a phone may list as seen; the bank is far smaller. */
const MAX_SEEN = 500

/** A code may have half a sentence behind it, which is left out (shared/pasted.ts). */
const MAX_PASTED = 500

export const attemptParams = z.object({ id: uuidSchema })
export const codeParams = z.object({ code: z.string().min(1).max(MAX_PASTED) })

export const startSchema = z.object({
  /** Made by the phone: a start that is sent twice is one attempt (idempotent). */
  id: uuidSchema,
  code: z.string().min(1, '缺少活动码').max(MAX_PASTED, '活动码太长'),
  /** Items this phone remembers, from earlier campaigns too, oldest first. */
  seen: z.array(z.string().min(1).max(60)).max(MAX_SEEN).default([]),
  /** The item that was sent with the page; ignored without a valid proof. */
  first: z.object({ itemId: z.string().min(1).max(60), proof: z.string().min(1).max(60) }).optional(),
})
const choiceSchema = z.object({
  position: z.number().int().min(0).max(49),
  choice: z.enum(TRUTHS, '只能选“是骗局”或“是真的”'),
  /** False: guessed. Missing in requests of older clients. */
  sure: z.boolean('只能是“有把握”或“先猜一个”').optional(),
})
export const answersSchema = z.object({ answers: z.array(choiceSchema).min(1).max(50) })
/** Body of a scan or a share: the phone makes the id, so that a repeated request is one event (deduplicated). */
export const onceSchema = z.object({ id: uuidSchema })

export type AnswerChoice = z.infer<typeof choiceSchema>

/** An item before it is answered, without anything that reveals its truth. */
export interface QuizItem extends Pick<JudgeItem, 'id' | 'channel' | 'sender' | 'messages'> {
  position: number
}

/** An attempt in the view of its own phone. */
export interface AttemptView {
  id: string
  /** Items of the form. */
  size: number
  /** Items without an answer. */
  items: QuizItem[]
  /** The answered items, with feedback. */
  answered: AnsweredItem[]
  completed: boolean
}
interface AnsweredItem {
  item: QuizItem
  feedback: Feedback
}

export interface AnswersReply {
  feedback: Feedback[]
  /** Positions of the form whose items have been withdrawn from the bank, if any: the phone must show none of them. */
  withdrawn?: number[]
  /** The campaign was closed before: the answers are graded, but neither stored nor counted. */
  uncounted?: true
}

/** The first item of the next start under this code, sent in advance so that it can be shown at once. */
export interface FirstItem {
  item: QuizItem
  /** Items of the form. */
  size: number
  /** Proof that this server drew the item for this campaign. */
  proof: string
}

/** A campaign that runs now, for those whose code leads nowhere any more. */
export interface RunningQuiz {
  title: string
  code: string
}

/** What a code leads to. */
export interface CodeView {
  state: 'open' | 'closed' | 'unknown'
  campaign: { title: string; slogan: string } | null
  /** Set while the campaign runs and there are items. */
  first?: FirstItem
  /** Who runs this site, so that a resident can make sure of it. */
  host: Host
  /** Set when the code leads to no open campaign, but there is one to take part in. */
  running?: RunningQuiz
}

export interface ShareView {
  code: string
  url: string
}

export type Choice = Truth
