/** Rules for the answers of drill items: how many are right, and that tappable words occur in the message. */
import type { Problem } from './problem.ts'
import { checkQuotes } from './quotes.ts'
import type { DrillItem } from '../item.ts'
import type { Sheet } from './sheet.ts'

/** Fewest red flags in a message of a `spot` drill. */
const LEAST_TO_SPOT = 2

/** How many options are right, and whether any two are the same. */
export function checkDrill(sheet: Sheet, item: DrillItem): Problem[] {
  const problems: Problem[] = []
  const report = (path: PropertyKey[], rule: string, message: string) =>
    problems.push(sheet.problem(path, rule, message))
  if (item.type === 'spot') {
    const right = item.targets.filter((target) => target.right).length
    problems.push(...checkQuotes(sheet, { messages: item.messages, flags: item.targets }, [], 'targets'))
    if (item.truth === 'genuine' && right) report(['targets'], 'key', '真消息里没有破绽，right 都要是 false')
    if (item.truth === 'scam' && right < LEAST_TO_SPOT)
      report(['targets'], 'key', `骗局里至少要有 ${LEAST_TO_SPOT} 处破绽`)
    if (item.truth === 'scam' && right === item.targets.length)
      report(['targets'], 'key', '至少要有一处看着像、其实不是破绽的字')
    return problems
  }
  const list = item.type === 'order' ? item.steps : item.options
  const field = item.type === 'order' ? 'steps' : 'options'
  if (new Set(list.map(({ text }) => text)).size < list.length) report([field], 'duplicate', '有两个一模一样的选项')
  if (item.type === 'single' || item.type === 'multiple') {
    const right = item.options.filter((option) => option.right).length
    if (item.type === 'single' && right !== 1) report(['options'], 'key', `单选题要有一个正确答案，这里有 ${right} 个`)
    if (item.type === 'multiple' && right < 2)
      report(['options'], 'key', `多选题至少要有两个正确答案，这里有 ${right} 个`)
    if (item.type === 'multiple' && right === item.options.length) report(['options'], 'key', '多选题不能全部正确')
  }
  if (item.type === 'act') {
    const safe = item.options.filter(({ verdict }) => verdict === 'safe').length
    if (safe !== 1) report(['options'], 'key', `“怎么办”要有一个稳当的做法（safe），这里有 ${safe} 个`)
  }
  return problems
}
