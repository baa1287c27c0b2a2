/**
 * Items of the bank. `judge` items measure: one message, genuine or a scam. All other types are drills, for practice.
 * The fields that reveal the answer (`truth`, `right`, `verdict`, the order of steps) stay on the server until the
 * answer was given.
 */
import { z } from 'zod'
import { AUDIENCES, CHANNELS, contentIdSchema, reviewSchema, VERDICTS } from './common.ts'

export const TRUTHS = ['scam', 'genuine'] as const
export type Truth = (typeof TRUTHS)[number]

export const messageSchema = z.strictObject({
  /** `them` is the sender, `me` the person holding the phone. */
  from: z.enum(['them', 'me']),
  text: z.string().min(1).max(200),
})

export const senderSchema = z.strictObject({
  /** As the device shows it: a name, a number with hidden digits, or a web address under a reserved domain name. */
  name: z.string().min(1).max(40),
  /** The device's own note on the sender, e.g. 刚加你为好友. */
  note: z.string().max(40).optional(),
  /** One character for the avatar. */
  avatar: z.string().length(1),
})

/** A message as a device shows it. */
const scene = { channel: z.enum(CHANNELS), sender: senderSchema, messages: z.array(messageSchema).min(1).max(6) }
const sceneSchema = z.strictObject(scene)
export type Scene = z.infer<typeof sceneSchema>

/** A cue in the message. For a scam it is a red flag, for a genuine message a reason to trust it. */
export const flagSchema = z.strictObject({
  /** Index into `messages`. */
  in: z.number().int().min(0),
  /** Exact words of that message, which are underlined. */
  quote: z.string().min(1).max(60),
  /** Two to eight characters that name the cue, e.g. 主动送钱. */
  sign: z.string().min(2).max(12),
  why: z.string().min(4).max(60),
})
export type Flag = z.infer<typeof flagSchema>

const itemBase = reviewSchema.extend({
  /** For something genuine: the scam type it could be mistaken for. */
  scamType: contentIdSchema,
  /** Whether it is a scam or genuine: half the bank is genuine, so that nobody learns to distrust everything. */
  truth: z.enum(TRUTHS),
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  /** The explanation, in one or two short sentences. */
  explanation: z.string().min(10).max(140),
  /** One rule to remember. */
  rule: z.string().min(6).max(28),
  difficulty: z.strictObject({
    /** Number of cues a careful reader can find (NIST Phish Scale, TN 2276). */
    cues: z.number().int().min(0).max(10),
    /** How well the story fits the reader's life: a well-fitting one is harder to recognise. */
    alignment: z.enum(['low', 'medium', 'high']),
  }),
})

const question = z.string().min(6).max(60)
const why = z.string().min(4).max(60)
const optionText = z.string().min(2).max(40)
const optionSchema = z.strictObject({ text: optionText, right: z.boolean(), why })
/** Question items may quote a message. */
const quoted = { question, scene: sceneSchema.optional() }

/** Is this message genuine or a scam, and how sure are you? */
const judgeItemSchema = itemBase.extend({
  type: z.literal('judge'),
  ...scene,
  flags: z.array(flagSchema).min(1).max(4),
})
/** One right option. */
const singleItemSchema = itemBase.extend({
  type: z.literal('single'),
  ...quoted,
  options: z.array(optionSchema).min(3).max(4),
})
/** Two or more right options, and at least one wrong one. */
const multipleItemSchema = itemBase.extend({
  type: z.literal('multiple'),
  ...quoted,
  options: z.array(optionSchema).min(4).max(5),
})
/** Steps in the right order. */
const orderItemSchema = itemBase.extend({
  type: z.literal('order'),
  ...quoted,
  steps: z
    .array(z.strictObject({ text: optionText, why }))
    .min(3)
    .max(5),
})
/** Tap the red flags in the message. In a genuine message no target is right. */
const spotItemSchema = itemBase.extend({
  type: z.literal('spot'),
  ...scene,
  /** Tappable words: red flags (`right`) and harmless words that look like one. */
  targets: z
    .array(z.strictObject({ in: z.number().int().min(0), quote: z.string().min(2).max(24), right: z.boolean(), why }))
    .min(3)
    .max(6),
})
/** What would you do? Scored as behaviour, separately from detection. */
const actItemSchema = itemBase.extend({
  type: z.literal('act'),
  ...quoted,
  options: z
    .array(z.strictObject({ text: optionText, verdict: z.enum(VERDICTS), why }))
    .min(3)
    .max(4),
})

const drillItemSchema = z.discriminatedUnion('type', [
  singleItemSchema,
  multipleItemSchema,
  orderItemSchema,
  spotItemSchema,
  actItemSchema,
])
export const itemSchema = z.discriminatedUnion('type', [judgeItemSchema, ...drillItemSchema.options])

/** One table for all types: columns that a type does not have are empty. */
export const itemColumns = z.object({
  ...judgeItemSchema.partial().shape,
  type: z.enum(['judge', 'single', 'multiple', 'order', 'spot', 'act']),
  question: z.string().optional(),
  scene: sceneSchema.optional(),
  options: z.array(z.record(z.string(), z.unknown())).optional(),
  steps: z.array(z.record(z.string(), z.unknown())).optional(),
  targets: z.array(z.record(z.string(), z.unknown())).optional(),
})

export type JudgeItem = z.infer<typeof judgeItemSchema> & { id: string }
export type DrillItem = z.infer<typeof drillItemSchema> & { id: string }
export type Item = JudgeItem | DrillItem
export type ItemType = Item['type']
export const ITEM_TYPES = ['judge', 'single', 'multiple', 'order', 'spot', 'act'] as const satisfies readonly ItemType[]
export const ITEM_TYPE_LABELS: Record<ItemType, string> = {
  judge: '辨真假',
  single: '单选',
  multiple: '多选',
  order: '排顺序',
  spot: '找破绽',
  act: '怎么办',
}

/** The public part of a `judge` item before it is answered. */
export type OpenItem = Pick<JudgeItem, 'id' | 'type' | 'channel' | 'sender' | 'messages'>

/** Removes from a `judge` item everything that reveals the answer. */
export function openItem(item: JudgeItem): OpenItem {
  return { id: item.id, type: item.type, channel: item.channel, sender: item.sender, messages: item.messages }
}
