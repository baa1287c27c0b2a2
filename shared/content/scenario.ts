/**
 * A scenario: a branching simulation of one scam, in which the player is the person it happens to. The format is one
 * YAML file; `content/README.md` documents it for authors. Nothing in it is secret: it is played on the device,
 * without a network.
 */
import { z } from 'zod'
import { AUDIENCES, CHANNELS, contentIdSchema, ENDINGS, reviewSchema, TACTICS, VERDICTS } from './common.ts'
import { flagSchema, messageSchema, senderSchema } from './item.ts'

/** Name of a node: lower-case words joined by hyphens. */
const nodeIdSchema = contentIdSchema.max(30)

const lineSchema = messageSchema
  .extend({
    text: z.string().min(1).max(120),
    /** Seconds of typing, ringing or loading before it appears; by default it follows from its length. */
    delay: z.number().min(0).max(4).optional(),
    /** In a group: who of it says so. */
    by: z.string().min(1).max(8).optional(),
  })
  .refine(({ from, by }) => from === 'them' || !by, { path: ['by'], message: '自己说的话不写 by' })

const choiceSchema = z.strictObject({
  /** What the player does or says, in the first person or as an act. */
  text: z.string().min(2).max(24),
  verdict: z.enum(VERDICTS),
  to: nodeIdSchema,
  /** Yuan lost by it; only a `loss` costs, and every `loss` does. */
  pay: z.number().int().min(1).max(2_000_000).optional(),
  /** One line of the debrief: why it was wise or not. */
  why: z.string().min(6).max(60),
})

/** What is seen: a screen of the phone, or a voice with its words written along. */
const sceneNodeSchema = z.strictObject({
  /** Shown as: call, SMS, chat, web page, app screen. */
  view: z.enum(CHANNELS),
  /** Time that passes or what happens around, before it: 第二天晚上…… */
  narration: z.string().min(4).max(80).optional(),
  /** For a web page `name` is its title and `note` its address; for an app `name` is the app's. */
  sender: senderSchema,
  messages: z.array(lineSchema).min(1).max(6),
  /** Figures on a page or in an app, e.g. 账户余额 → 3,960 元. */
  rows: z
    .array(z.strictObject({ label: z.string().min(1).max(12), value: z.string().min(1).max(24) }))
    .max(4)
    .optional(),
  /** How the scammer works on the player here. */
  tactics: z.array(z.enum(TACTICS)).max(3).optional(),
  /** Red flags in the words of the other side, shown in the debrief. */
  flags: z.array(flagSchema).max(3).optional(),
  /** Either choices, or the next node. */
  choices: z.array(choiceSchema).min(2).max(4).optional(),
  next: nodeIdSchema.optional(),
})

const endingNodeSchema = z.strictObject({
  /**
   * `safe`: nothing was lost. `stopped`: something was, and the player stopped in time to save the rest. `lost`: it
   * went to the end.
   */
  ending: z.enum(ENDINGS),
  narration: z.string().min(4).max(80).optional(),
  title: z.string().min(4).max(20),
  /** What comes of it, in one to three short sentences. */
  text: z.string().min(10).max(140),
})

export const scenarioSchema = reviewSchema.extend({
  title: z.string().min(2).max(12),
  scamType: contentIdSchema,
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  /** One sentence that makes one want to play, without telling what it is. */
  summary: z.string().min(8).max(60),
  /** Whom the player is, in two short sentences, said to the player: 您是…… */
  role: z.string().min(10).max(100),
  /** Yuan the player has at the beginning; no path can lose more. */
  purse: z.number().int().min(100).max(5_000_000),
  /** About how long it takes, minutes. */
  minutes: z.number().int().min(2).max(8),
  start: nodeIdSchema,
  nodes: z.record(nodeIdSchema, z.union([endingNodeSchema, sceneNodeSchema])),
  debrief: z.strictObject({
    /** What the whole thing was built on, in one or two sentences. */
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
