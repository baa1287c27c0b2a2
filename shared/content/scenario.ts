/**
 * A scenario: a branching simulation of one scam, in which the player is the victim. The format is one YAML file;
 * `content/README.md` documents it for authors. It contains no secrets: it is played on the device, offline.
 */
import { z } from 'zod'
import { AUDIENCES, CHANNELS, contentIdSchema, ENDINGS, reviewSchema, TACTICS, VERDICTS } from './common.ts'
import { flagSchema, messageSchema, senderSchema } from './item.ts'

/** Name of a node: lower-case words joined by hyphens. */
const nodeIdSchema = contentIdSchema.max(30)

const lineSchema = messageSchema
  .extend({
    text: z.string().min(1).max(120),
    /** Seconds of typing, ringing or loading before it appears; by default derived from its length. */
    delay: z.number().min(0).max(4).optional(),
    /** In a group chat: the speaker. */
    by: z.string().min(1).max(8).optional(),
  })
  .refine(({ from, by }) => from === 'them' || !by, { path: ['by'], message: '自己说的话不写 by' })

const choiceSchema = z.strictObject({
  /** What the player does or says, in the first person or as an action. */
  text: z.string().min(2).max(24),
  verdict: z.enum(VERDICTS),
  to: nodeIdSchema,
  /** Yuan lost by it; required for a `loss`, forbidden for others. */
  pay: z.number().int().min(1).max(2_000_000).optional(),
  /** One line of the debrief: why the choice was wise or not. */
  why: z.string().min(6).max(60),
})

/** A screen of the phone, or a call with its transcript. */
const sceneNodeSchema = z.strictObject({
  /** Displayed as: call, SMS, chat, web page, app screen. */
  view: z.enum(CHANNELS),
  /** Narration before it, e.g. passing time: 第二天晚上…… */
  narration: z.string().min(4).max(80).optional(),
  /** For a web page `name` is its title and `note` its address; for an app `name` is the app's. */
  sender: senderSchema,
  messages: z.array(lineSchema).min(1).max(6),
  /** Figures on a page or in an app, e.g. 账户余额 → 3,960 元. */
  rows: z
    .array(z.strictObject({ label: z.string().min(1).max(12), value: z.string().min(1).max(24) }))
    .max(4)
    .optional(),
  /** Tactics of the scammer in this node. */
  tactics: z.array(z.enum(TACTICS)).max(3).optional(),
  /** Red flags in the scammer's words, shown in the debrief. */
  flags: z.array(flagSchema).max(3).optional(),
  /** Either choices, or the next node. */
  choices: z.array(choiceSchema).min(2).max(4).optional(),
  next: nodeIdSchema.optional(),
})

const endingNodeSchema = z.strictObject({
  /**
   * `safe`: no money was lost. `stopped`: some was lost, and the player saved the rest by stopping in time. `lost`: the
   * scam succeeded.
   */
  ending: z.enum(ENDINGS),
  narration: z.string().min(4).max(80).optional(),
  title: z.string().min(4).max(20),
  /** The outcome, in one to three short sentences. */
  text: z.string().min(10).max(140),
})

export const scenarioSchema = reviewSchema.extend({
  title: z.string().min(2).max(12),
  scamType: contentIdSchema,
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  /** A one-sentence teaser that does not reveal the scam. */
  summary: z.string().min(8).max(60),
  /** The player's role, in two short sentences that address the player: 您是…… */
  role: z.string().min(10).max(100),
  /** Yuan the player has at the beginning; no path can lose more. */
  purse: z.number().int().min(100).max(5_000_000),
  /** Approximate duration, minutes. */
  minutes: z.number().int().min(2).max(8),
  start: nodeIdSchema,
  nodes: z.record(nodeIdSchema, z.union([endingNodeSchema, sceneNodeSchema])),
  debrief: z.strictObject({
    /** The main tricks of this scam, in one or two sentences. */
    insight: z.string().min(10).max(120),
    /** The rule to remember. */
    rule: z.string().min(6).max(28),
    /** What to do in real life when it happens, in order. */
    steps: z.array(z.string().min(4).max(50)).min(2).max(4),
  }),
})

export type Scenario = z.infer<typeof scenarioSchema> & { id: string }
export type SceneNode = z.infer<typeof sceneNodeSchema>
export type EndingNode = z.infer<typeof endingNodeSchema>
export type ScenarioNode = SceneNode | EndingNode
export type ScenarioChoice = z.infer<typeof choiceSchema>
