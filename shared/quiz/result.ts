/** The result of an attempt: two separate figures, a message, and recommended reading. */
import type { Truth } from '../content/item.ts'
import type { Scam } from '../content/scam.ts'

export interface Graded {
  position: number
  scamType: string
  truth: Truth
  correct: boolean
}

interface Reading {
  scamType: string
  badge: string
  title: string
  /** Why it is recommended. */
  reason: string
  kind: 'missed' | 'doubted' | 'common'
}

export interface QuizResult {
  /** Number of recognised scams, and of all scams. */
  scams: { caught: number; total: number }
  /** Number of genuine messages recognised as such, and of all genuine ones. */
  genuine: { trusted: number; total: number }
  headline: string
  text: string
  reading: Reading[]
  /** Number of items of the form that are not in the figures, because they were withdrawn meanwhile. */
  withdrawn?: number
}

/** Recommended scam types after an attempt. */
const READINGS = 2

/**
 * From this share on, one kind of answer was given by habit: answering everything with "scam" or "genuine" is not
 * skill.
 */
const BY_HABIT = 3

/** Friendly in every case: people who are criticised do not come back, and nobody recognises every scam. */
function wordsFor(missed: number, doubted: number): { headline: string; text: string } {
  if (!missed && !doubted)
    return { headline: '全看对了，了不起！', text: '骗局一个没上当，真消息也一条没冤枉。把这份本事讲给家里人听吧。' }
  if (!missed && doubted >= BY_HABIT)
    return {
      headline: '骗局都认出来了，真的也要认得',
      text: `有 ${doubted} 条真消息被当成了骗局。见谁都防，真快递、真银行、真民警也会挡在门外。看看下面这两样，凭什么可以放心。`,
    }
  if (!doubted && missed >= BY_HABIT)
    return {
      headline: '谈到钱，先停一停',
      text: `真消息您都信对了，可有 ${missed} 个骗局也当成了真的。看走眼很平常，先看看下面这两样。以后拿不准，打 96110 问一问。`,
    }
  if (!missed)
    return {
      headline: '骗局都让您看穿了！',
      text: `有 ${doubted} 条真消息您多疑了一下。小心是好事，拿不准时换个办法核实一下就行。`,
    }
  if (!doubted)
    return {
      headline: '真消息您一条没冤枉！',
      text: `有 ${missed} 个骗局没看出来，这很平常。看一眼下面这两样，下次就认得了。`,
    }
  return { headline: '谢谢您认真做完了！', text: '骗子天天换花样，看走眼很平常。现在多看一眼，将来就少一份担心。' }
}

function readingOf(scam: Scam, kind: Reading['kind']): Reading {
  const common = { scamType: scam.id, badge: scam.badge, kind }
  if (kind === 'doubted') return { ...common, title: scam.genuine.title, reason: '这样的真消息，可以放心' }
  return { ...common, title: scam.title, reason: kind === 'missed' ? scam.rule : `身边常见：${scam.rule}` }
}

/** Types to read: of missed scams first, then of genuine messages taken for scams, then the most frequent others. */
function readingsFor(graded: readonly Graded[], scams: readonly Scam[]): Reading[] {
  const wrong = [...graded].sort((a, b) => a.position - b.position).filter((answer) => !answer.correct)
  const kinds = new Map<string, Reading['kind']>()
  const add = (scamType: string, kind: Reading['kind']) => kinds.has(scamType) || kinds.set(scamType, kind)
  for (const answer of wrong) if (answer.truth === 'scam') add(answer.scamType, 'missed')
  for (const answer of wrong) if (answer.truth === 'genuine') add(answer.scamType, 'doubted')
  for (const scam of scams) add(scam.id, 'common')
  const byId = new Map(scams.map((scam) => [scam.id, scam]))
  return [...kinds]
    .flatMap(([id, kind]) => {
      const scam = byId.get(id)
      return scam ? readingOf(scam, kind) : []
    })
    .slice(0, READINGS)
}

/**
 * @param scams the library, most frequent type first.
 * @param withdrawn number of items of the form that got no grade, because they are no longer in the bank
 */
export function resultOf(graded: readonly Graded[], scams: readonly Scam[], withdrawn = 0): QuizResult {
  const count = (truth: Truth, correct?: boolean) =>
    graded.filter((answer) => answer.truth === truth && (correct === undefined || answer.correct === correct)).length
  return {
    scams: { caught: count('scam', true), total: count('scam') },
    genuine: { trusted: count('genuine', true), total: count('genuine') },
    ...wordsFor(count('scam', false), count('genuine', false)),
    reading: readingsFor(graded, scams),
    ...(withdrawn > 0 && { withdrawn }),
  }
}
