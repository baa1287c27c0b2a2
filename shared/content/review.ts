/** One scenario prepared for an officer's review: all nodes in topological order. */
import { edgesOf, endsOf, isEnding, nodesOf } from './graph.ts'
import type { EntryReview } from './decision.ts'
import type { Standing } from './overview.ts'
import type { Scenario, ScenarioNode } from './scenario.ts'
import type { Ending } from './vocabulary.ts'

export interface ReviewFacts {
  nodes: number
  endings: Record<Ending, number>
  flags: number
  /** Bounds over all paths from the start to an ending. The number of screens includes the ending; money is in yuan. */
  screens: [least: number, most: number]
  choices: [least: number, most: number]
  paid: [least: number, most: number]
}

export interface ScenarioReview {
  scenario: Scenario
  /** Name of the scam type. */
  scamTitle: string
  /** Hash of this text, and what was decided about it. */
  hash: string
  review: EntryReview
  standing: Standing
  facts: ReviewFacts
  /** Ids of the nodes in topological order; a node is numbered by its position in this list. */
  order: string[]
  /** The graph as Mermaid source, with the same numbers. */
  mermaid: string
}

/** Ids of all nodes in topological order, otherwise as close to the order of the file as possible. */
export function readingOrder({ start, nodes }: Pick<Scenario, 'start' | 'nodes'>): string[] {
  const ids = [
    start,
    ...nodesOf(nodes)
      .map(([id]) => id)
      .filter((id) => id !== start),
  ]
  /** Number of predecessors that are not in the order yet. */
  const waiting = new Map<string, number>()
  const count = (node: ScenarioNode | undefined, by: number) => {
    for (const { to } of node ? edgesOf(node) : []) waiting.set(to, (waiting.get(to) ?? 0) + by)
  }
  for (const [, node] of nodesOf(nodes)) count(node, 1)
  const order: string[] = []
  const left = new Set(ids)
  while (left.size) {
    // In a cycle every node has a pending predecessor: such a file is excluded from the site, but this loop must end
    // anyway.
    const [first = start] = left
    const next = [...left].find((id) => !waiting.get(id)) ?? first
    left.delete(next)
    order.push(next)
    count(nodes[next], -1)
  }
  return order
}

export function factsOf(scenario: Pick<Scenario, 'start' | 'nodes'>): ReviewFacts {
  const all = nodesOf(scenario.nodes).map(([, node]) => node)
  const ends = endsOf(scenario).map(({ bounds }) => bounds)
  const over = (key: 'choices' | 'nodes' | 'paid'): [number, number] => [
    Math.min(...ends.map((end) => end[key][0])),
    Math.max(...ends.map((end) => end[key][1])),
  ]
  const endings: Record<Ending, number> = { safe: 0, stopped: 0, lost: 0 }
  let flags = 0
  for (const node of all) {
    if (isEnding(node)) endings[node.ending] += 1
    else flags += node.flags?.length ?? 0
  }
  return { nodes: all.length, endings, flags, screens: over('nodes'), choices: over('choices'), paid: over('paid') }
}
