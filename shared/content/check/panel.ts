/** Rules for the picture panels: each has its picture and links to a page, and together they form a tour. */
import type { Problem } from './problem.ts'
import { isKeyOf } from '../../records.ts'
import type { Panel } from '../panel.ts'
import type { Sheet } from './sheet.ts'

/** Ids of the pages a panel may lead to. */
export interface Pages {
  scams: ReadonlySet<string>
  scenarios: ReadonlySet<string>
}

export function checkPanel(sheet: Sheet, panel: Panel, pictures: ReadonlySet<string>, pages: Pages): Problem[] {
  const problems: Problem[] = []
  if (!pictures.has(panel.picture)) problems.push(sheet.problem(['picture'], 'picture', `找不到图片 ${panel.picture}`))
  const [, folder, id] = /^\/([^/]+)\/(.+)$/.exec(panel.to) ?? []
  if (folder && id && isKeyOf(pages, folder) && !pages[folder].has(id))
    problems.push(sheet.problem(['to'], 'unknown-page', `没有 ${panel.to} 这个网页`))
  return problems
}

/** Two panels with the same place in the tour: a file was copied. */
export function checkPanels(panels: readonly Panel[]): Problem[] {
  return [...Map.groupBy(panels, ({ order }) => order)].flatMap(([order, [first, ...more]]) =>
    more.map(({ id }): Problem => ({
      file: `panels/${id}.yml`,
      rule: 'order',
      message: `第 ${order} 位已经是 ${first?.id}`,
    })),
  )
}
