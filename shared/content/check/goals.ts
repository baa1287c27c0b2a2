/** Minimum content of the whole library. Applies to the project's own content, not to every folder that is checked. */
import type { CheckResult } from './content.ts'
import type { Problem } from './problem.ts'
import { ITEM_TYPE_LABELS, ITEM_TYPES } from '../item.ts'

export const GOALS = {
  scams: 24,
  scenarios: 12,
  items: 240,
  /** Of each type of item. */
  itemsOfType: 15,
  panels: 20,
} as const
/** Largest difference between scam and genuine, as a share of all items. */
const MAX_IMBALANCE = 0.1

export function checkGoals({ scams, scenarios, items, panels, laws }: CheckResult): Problem[] {
  const problems: Problem[] = []
  const report = (file: string, message: string) => problems.push({ file, rule: 'goal', message })
  const least = (file: string, name: string, count: number, goal: number) =>
    count < goal && report(file, `${name}只有 ${count} 个，至少要 ${goal} 个`)
  least('scams', '诈骗类型', scams.length, GOALS.scams)
  least('scenarios', '骗局情景', scenarios.length, GOALS.scenarios)
  least('items', '题目', items.length, GOALS.items)
  least('panels', '展板', panels.length, GOALS.panels)
  for (const type of ITEM_TYPES)
    least(
      'items',
      `“${ITEM_TYPE_LABELS[type]}”题`,
      items.filter((item) => item.type === type).length,
      GOALS.itemsOfType,
    )
  const genuine = items.filter(({ truth }) => truth === 'genuine').length
  if (Math.abs(items.length - 2 * genuine) > MAX_IMBALANCE * items.length) {
    report('items', `全部 ${items.length} 题里真的有 ${genuine} 题，骗局和真事的相差超过一成`)
  }
  const quoted = new Set(scams.flatMap((scam) => scam.laws))
  for (const { id } of laws) if (!quoted.has(id)) report(`laws/${id}.yml`, '没有一种诈骗类型引用它')
  return problems
}
