/**
 * Drills: their public part before the answer, and the evaluation of an answer. An answer is always a list of keys: one
 * for `single` and `act`, the chosen ones for `multiple`, all of them in order for `order`, and for `spot` the words
 * that were tapped (empty: "no red flags").
 */
import type { DrillItem, Scene, Truth } from '../content/item.ts'
import type { Verdict } from '../content/vocabulary.ts'
import { AppError } from '../errors.ts'
import { inReadingOrder } from './mark.ts'

export interface OpenOption {
  /** A hash of the text: it reveals neither position nor truth and stays the same after a rebuild. */
  key: string
  text: string
}
/** Words of the message that can be tapped. */
export interface OpenTarget {
  key: string
  /** Index into the messages. */
  in: number
  quote: string
}
interface OpenQuestion {
  id: string
  type: Exclude<DrillItem['type'], 'spot'>
  question: string
  /** A message that the question is about. */
  scene?: Scene
  /** In pseudo-random order; for `order` never in the right one. */
  options: OpenOption[]
}
interface OpenSpot {
  id: string
  type: 'spot'
  scene: Scene
  /** In reading order. */
  targets: OpenTarget[]
}
/** A drill before it is answered, without anything that reveals the answer. */
export type OpenDrill = OpenQuestion | OpenSpot

/** Feedback on one option, step or tappable word. */
export interface DrillNote {
  key: string
  text: string
  /** Part of the right answer. True for every step. */
  right: boolean
  why: string
  /** Only for `act`. */
  verdict?: Verdict
}

export interface DrillFeedback {
  id: string
  outcome: 'right' | 'partly' | 'wrong'
  /** The submitted answer. */
  answer: string[]
  /** The right answer; for `order` in the right order. */
  right: string[]
  /** For all options, as they were shown; for `order` in the right order. */
  notes: DrillNote[]
  /** Chosen and right; for `order`, steps at the right position. */
  hits: number
  /** Chosen and wrong. */
  falseAlarms: number
  /** Right and not chosen. */
  missed: number
  /** The verdict on the choice; only for `act`. */
  verdict?: Verdict
  truth: Truth
  explanation: string
  rule: string
  scamType: string
}

/** Minimum share of pairs in the right sequence for a partly right order: one swap of neighbours in three steps. */
const PARTLY_IN_ORDER = 2 / 3

/**
 * FNV-1a with the final mixing of MurmurHash3, 32 bits: texts that differ by one character get very different values.
 */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** Options, steps or targets in a common form, in the order of the file. */
function partsOf(item: DrillItem): (DrillNote & { in: number })[] {
  const keyed = (text: string, in_ = 0) => ({ key: hash(`${item.id} ${in_} ${text}`).toString(36), text, in: in_ })
  switch (item.type) {
    case 'order':
      return item.steps.map(({ text, why }) => ({ ...keyed(text), why, right: true }))
    case 'spot':
      return item.targets.map(({ in: at, quote, right, why }) => ({ ...keyed(quote, at), right, why }))
    case 'act':
      return item.options.map(({ text, verdict, why }) => ({ ...keyed(text), right: verdict === 'safe', why, verdict }))
    default:
      return item.options.map(({ text, right, why }) => ({ ...keyed(text), right, why }))
  }
}

/** The order in which parts are shown: pseudo-random, but the same on every device and after every reload. */
function shown(item: DrillItem): ReturnType<typeof partsOf> {
  const parts = partsOf(item)
  if (item.type === 'spot')
    return inReadingOrder(
      parts.map((part) => ({ ...part, quote: part.text })),
      item.messages.map(({ text }) => text),
    )
  // Not sorted by the keys themselves: these are public, so a list that is not sorted by key would reveal that it was
  // rotated to avoid the right order.
  const sorted = parts
    .map((part) => ({ part, place: hash(`${part.text} ${item.id}`) }))
    .sort((a, b) => a.place - b.place || (a.part.key < b.part.key ? -1 : 1))
    .map(({ part }) => part)
  if (item.type === 'order' && sorted.every((part, index) => part === parts[index])) sorted.push(...sorted.splice(0, 1))
  return sorted
}

/** Removes from a drill everything that reveals the answer. */
export function openDrill(item: DrillItem): OpenDrill {
  const { id } = item
  if (item.type === 'spot') {
    const { channel, sender, messages } = item
    return {
      id,
      type: 'spot',
      scene: { channel, sender, messages },
      targets: shown(item).map(({ key, in: at, text: quote }) => ({ key, in: at, quote })),
    }
  }
  const { type, question, scene } = item
  return { id, type, question, ...(scene && { scene }), options: shown(item).map(({ key, text }) => ({ key, text })) }
}

/** @throws AppError `bad_input` for an impossible answer to this item. */
function requireAnswer(item: DrillItem, answer: readonly string[], keys: ReadonlySet<string>): void {
  const refuse = (message: string): never => {
    throw new AppError('bad_input', message, { answer: message })
  }
  if (answer.some((key) => !keys.has(key))) refuse('没有这个选项')
  if (new Set(answer).size < answer.length) refuse('同一个选项选了两次')
  if ((item.type === 'single' || item.type === 'act') && answer.length !== 1) refuse('只能选一个')
  if (item.type === 'multiple' && answer.length === 0) refuse('至少选一个')
  if (item.type === 'order' && answer.length !== keys.size) refuse('每一步都要排进去')
}

/** Share of pairs of steps in the right sequence. */
function inSequence(answer: readonly string[], right: readonly string[]): number {
  const place = answer.map((key) => right.indexOf(key))
  const pairs = place.flatMap((at, index) => place.slice(index + 1).map((later) => at < later))
  return pairs.filter(Boolean).length / pairs.length
}

/**
 * Evaluates an answer. The order of options in the file, or of choosing them, does not matter (except for `order`).
 * @throws AppError `bad_input` for an impossible answer to this item.
 */
export function gradeDrill(item: DrillItem, answer: readonly string[]): DrillFeedback {
  const parts = item.type === 'order' ? partsOf(item) : shown(item)
  requireAnswer(item, answer, new Set(parts.map(({ key }) => key)))
  const right = parts.filter((part) => part.right).map(({ key }) => key)
  const ordered = item.type === 'order'
  const hits = ordered
    ? answer.filter((key, index) => key === right[index]).length
    : answer.filter((key) => right.includes(key)).length
  const falseAlarms = answer.length - hits
  const missed = right.length - hits
  const chosen = item.type === 'act' ? parts.find(({ key }) => key === answer[0])?.verdict : undefined
  const partly = ordered ? inSequence(answer, right) >= PARTLY_IN_ORDER : hits > falseAlarms
  return {
    id: item.id,
    outcome: falseAlarms + missed === 0 ? 'right' : partly ? 'partly' : 'wrong',
    answer: [...answer],
    right,
    notes: parts.map(({ key, text, right: belongs, why, verdict }) => ({
      key,
      text,
      right: belongs,
      why,
      ...(verdict && { verdict }),
    })),
    hits,
    falseAlarms,
    missed,
    ...(chosen && { verdict: chosen }),
    truth: item.truth,
    explanation: item.explanation,
    rule: item.rule,
    scamType: item.scamType,
  }
}
