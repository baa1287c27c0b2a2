/** Words that an item or a scene underlines in a message. */
import type { Flag, Scene } from '../item.ts'
import type { Problem } from './problem.ts'
import type { Sheet } from './sheet.ts'

interface Quoted {
  messages: Scene['messages']
  flags: readonly Pick<Flag, 'in' | 'quote'>[]
}

/**
 * Underlined words must occur in the stated message of the sender, and two underlines must not overlap.
 * @param at path of the object that holds the flags
 * @param field name of the list of flags
 */
export function checkQuotes(
  sheet: Sheet,
  { messages, flags }: Quoted,
  at: PropertyKey[] = [],
  field = 'flags',
): Problem[] {
  const problems: Problem[] = []
  const taken: { in: number; start: number; end: number }[] = []
  flags.forEach((flag, i) => {
    const message = messages[flag.in]
    const report = (key: 'in' | 'quote', rule: string, text: string) =>
      problems.push(sheet.problem([...at, field, i, key], rule, text))
    if (!message) return report('in', 'quote', `没有第 ${flag.in + 1} 条消息`)
    if (message.from === 'me') return report('in', 'own-line', `第 ${flag.in + 1} 条是看消息的人自己说的，不能当线索`)
    const start = message.text.indexOf(flag.quote)
    if (start < 0) return report('quote', 'quote', `第 ${flag.in + 1} 条消息里找不到“${flag.quote}”这几个字`)
    const end = start + flag.quote.length
    if (taken.some((other) => other.in === flag.in && start < other.end && other.start < end)) {
      report('quote', 'overlap', `“${flag.quote}”和另一处线索的字重叠了`)
    }
    taken.push({ in: flag.in, start, end })
  })
  return problems
}
