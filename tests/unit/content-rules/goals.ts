import { describe, expect, it } from 'vitest'
import { checkContent } from '#shared/content/check/content.ts'
import { checkGoals, GOALS } from '#shared/content/check/goals.ts'
import { ITEM_TYPES } from '#shared/content/item.ts'
import { LIBRARY, OPTIONS } from '../../fixtures/content-files.ts'
import { note } from './checking.ts'

describe('the goals of the library', () => {
  const sound = checkContent(LIBRARY, OPTIONS)
  const fill = <T>(count: number, value: T) => Array.from({ length: count }, () => value)
  const [scam, scenario, panel, law] = [sound.scams[0]!, sound.scenarios[0]!, sound.panels[0]!, sound.laws[0]!]
  const items = Array.from({ length: GOALS.items }, (_, i) => ({
    ...sound.items[0]!,
    type: ITEM_TYPES[i % ITEM_TYPES.length]!,
    truth: i % 12 < 6 ? 'scam' : 'genuine',
  })) as typeof sound.items
  const full = {
    problems: [],
    scams: fill(GOALS.scams, scam),
    scenarios: fill(GOALS.scenarios, scenario),
    items,
    panels: fill(GOALS.panels, panel),
    laws: [law],
  }
  const goals = (changes: Partial<typeof full>) =>
    note(checkGoals({ ...full, ...changes })).map(({ file, rule, message }) => [file, rule, message])

  it('can be met', () => {
    expect(goals({})).toEqual([])
  })

  it.each<[string, Partial<typeof full>, string]>([
    ['types', { scams: full.scams.slice(1) }, 'scams'],
    ['scenarios', { scenarios: full.scenarios.slice(1) }, 'scenarios'],
    ['items', { items: items.slice(1) }, 'items'],
    ['panels', { panels: full.panels.slice(1) }, 'panels'],
    ['genuine items', { items: items.map((item, i) => (i % 5 ? item : { ...item, truth: 'scam' as const })) }, 'items'],
    ['laws that are quoted', { laws: [law, { ...law, id: 'other' }] }, 'laws/other.yml'],
    ...ITEM_TYPES.map((type): [string, Partial<typeof full>, string] => [
      `items of type ${type}`,
      {
        items: items.map((item, i) =>
          item.type === type && i >= 14 * ITEM_TYPES.length
            ? { ...item, type: type === 'judge' ? ('act' as const) : ('judge' as const) }
            : item,
        ) as typeof items,
      },
      'items',
    ]),
  ])('count %s', (_, changes, file) => {
    expect(goals(changes)).toEqual([[file, 'goal', expect.any(String)]])
  })
})
