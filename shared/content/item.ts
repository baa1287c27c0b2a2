/** An item of the bank: one message to judge. Everything below `truth` stays on the server until the answer is in. */
import { z } from 'zod'
import { AUDIENCES, CHANNELS, contentIdSchema, reviewSchema } from './common.ts'

export const TRUTHS = ['scam', 'genuine'] as const
export type Truth = (typeof TRUTHS)[number]

const messageSchema = z.strictObject({
  /** `them` is the sender, `me` the person holding the phone. */
  from: z.enum(['them', 'me']),
  text: z.string().min(1).max(200),
})

/** A cue in the message. For a scam it is a red flag, for a genuine message a reason to trust it. */
const flagSchema = z.strictObject({
  /** Index into `messages`. */
  in: z.number().int().min(0),
  /** Exact words of that message, so that they can be underlined. */
  quote: z.string().min(1).max(60),
  /** Two to eight characters that name the cue, e.g. 主动送钱. */
  sign: z.string().min(2).max(12),
  why: z.string().min(4).max(60),
})

export const judgeItemSchema = reviewSchema.extend({
  type: z.literal('judge'),
  scamType: contentIdSchema,
  /** For a genuine message: the scam type it could be mistaken for is `scamType`. */
  truth: z.enum(TRUTHS),
  channel: z.enum(CHANNELS),
  audiences: z.array(z.enum(AUDIENCES)).min(1),
  sender: z.strictObject({
    /** As the device shows it: a name, a number with its middle hidden, a web address under a reserved name. */
    name: z.string().min(1).max(40),
    /** What the device tells about the sender, e.g. 刚加你为好友. */
    note: z.string().max(40).optional(),
    /** One character for the avatar. */
    avatar: z.string().length(1),
  }),
  messages: z.array(messageSchema).min(1).max(6),
  flags: z.array(flagSchema).min(1).max(4),
  /** Why it is what it is, in one or two short sentences. */
  explanation: z.string().min(10).max(140),
  /** One rule to take away. */
  rule: z.string().min(6).max(28),
  difficulty: z.strictObject({
    /** Number of cues a careful reader can find (NIST Phish Scale, TN 2276). */
    cues: z.number().int().min(0).max(10),
    /** How well the story fits the reader's life: a well-fitting one is harder to see through. */
    alignment: z.enum(['low', 'medium', 'high']),
  }),
})

/** More item types join this union later; `type` is the discriminator everywhere. */
export const itemSchema = z.discriminatedUnion('type', [judgeItemSchema])
export type Item = z.infer<typeof itemSchema> & { id: string }
export type Flag = z.infer<typeof flagSchema>

/** What a device may know of an item before its answer is in. */
export type OpenItem = Pick<Item, 'id' | 'type' | 'channel' | 'sender' | 'messages'>

/** Strips an item to what may leave the server before it is answered. */
export function openItem(item: Item): OpenItem {
  return { id: item.id, type: item.type, channel: item.channel, sender: item.sender, messages: item.messages }
}
