/** The graph of a scenario: reachability, costs of paths, and the best and the worst path. */
import type { EndingNode, Scenario, ScenarioChoice, ScenarioNode, SceneNode } from './scenario.ts'
import type { Verdict } from './vocabulary.ts'

export const isEnding = (node: ScenarioNode): node is EndingNode => 'ending' in node

/** One edge from a node: a choice, or the only exit (`choice` absent). */
interface Edge {
  to: string
  choice?: ScenarioChoice
  index?: number
}

export function edgesOf(node: ScenarioNode): Edge[] {
  if (isEnding(node)) return []
  if (node.choices) return node.choices.map((choice, index) => ({ to: choice.to, choice, index }))
  return node.next === undefined ? [] : [{ to: node.next }]
}

type Nodes = Scenario['nodes']

/** Ids of all nodes that can be reached from the start. */
export function reachable({ start, nodes }: Pick<Scenario, 'start' | 'nodes'>): Set<string> {
  const found = new Set<string>()
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes[id]
    if (!node || found.has(id)) continue
    found.add(id)
    open.push(...edgesOf(node).map(({ to }) => to))
  }
  return found
}

/** A cycle as the ids along it; undefined where every path ends. */
export function findCycle({ nodes }: Pick<Scenario, 'nodes'>): string[] | undefined {
  const done = new Set<string>()
  const path: string[] = []
  const walk = (id: string): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id]
    const node = nodes[id]
    if (!node || done.has(id)) return undefined
    path.push(id)
    for (const { to } of edgesOf(node)) {
      const cycle = walk(to)
      if (cycle) return cycle
    }
    path.pop()
    done.add(id)
    return undefined
  }
  for (const id of Object.keys(nodes)) {
    const cycle = walk(id)
    if (cycle) return cycle
  }
  return undefined
}

/** Bounds over all paths from the start to one node. */
export interface Bounds {
  /** Number of choices on the path. */
  choices: [least: number, most: number]
  /** Number of nodes on the path, the node itself included. */
  nodes: [least: number, most: number]
  /** Yuan lost. */
  paid: [least: number, most: number]
}

/** Nodes with their ids in topological order. For graphs without a cycle. */
function inOrder({ start, nodes }: Pick<Scenario, 'start' | 'nodes'>): [string, ScenarioNode][] {
  const order: [string, ScenarioNode][] = []
  const seen = new Set<string>()
  const visit = (id: string) => {
    const node = nodes[id]
    if (!node || seen.has(id)) return
    seen.add(id)
    edgesOf(node).forEach(({ to }) => visit(to))
    order.unshift([id, node])
  }
  visit(start)
  return order
}

/** Bounds of every reachable node. The graph must be free of cycles. */
export function boundsOf(scenario: Pick<Scenario, 'start' | 'nodes'>): Map<string, Bounds> {
  const atStart: Bounds = { choices: [0, 0], nodes: [1, 1], paid: [0, 0] }
  const bounds = new Map([[scenario.start, atStart]])
  for (const [id, node] of inOrder(scenario)) {
    const here = bounds.get(id) ?? atStart
    for (const { to, choice } of edgesOf(node)) {
      const plus = ([least, most]: [number, number], by: number): [number, number] => [least + by, most + by]
      const there = {
        choices: plus(here.choices, choice ? 1 : 0),
        nodes: plus(here.nodes, 1),
        paid: plus(here.paid, choice?.pay ?? 0),
      }
      const known = bounds.get(to)
      const wider = (key: keyof Bounds): [number, number] =>
        known ? [Math.min(known[key][0], there[key][0]), Math.max(known[key][1], there[key][1])] : there[key]
      bounds.set(to, { choices: wider('choices'), nodes: wider('nodes'), paid: wider('paid') })
    }
  }
  return bounds
}

const RANK: Record<Verdict, number> = { safe: 0, risky: 1, loss: 2 }

/** Indices of the choices along one path to an ending. */
export type Path = number[]

/**
 * The safest path takes the wisest choice everywhere, and is the shortest of those; the worst path loses the most
 * money, with the worst choices. The graph must be free of cycles.
 */
export function pathOf({ start, nodes }: Pick<Scenario, 'start' | 'nodes'>, wanted: 'safest' | 'worst'): Path {
  interface Plan {
    paid: number
    folly: number
    choices: Path
  }
  const plans = new Map<string, Plan>()
  const better = (a: Plan, b: Plan) =>
    wanted === 'safest'
      ? a.folly - b.folly || a.paid - b.paid || a.choices.length - b.choices.length
      : b.paid - a.paid || b.folly - a.folly || b.choices.length - a.choices.length
  const plan = (id: string): Plan => {
    const known = plans.get(id)
    if (known) return known
    const node = nodes[id]
    const ways = (node ? edgesOf(node) : []).map(({ to, choice, index }) => {
      const rest = plan(to)
      return {
        paid: rest.paid + (choice?.pay ?? 0),
        folly: rest.folly + (choice ? RANK[choice.verdict] : 0),
        choices: index === undefined ? rest.choices : [index, ...rest.choices],
      }
    })
    const best = ways.sort(better)[0] ?? { paid: 0, folly: 0, choices: [] }
    plans.set(id, best)
    return best
  }
  return plan(start).choices
}

export type Choosing = SceneNode & { choices: ScenarioChoice[] }
export const isChoosing = (node: ScenarioNode | undefined): node is Choosing =>
  Boolean(node && !isEnding(node) && node.choices)

/** The bounds of the reachable endings. The graph must be free of cycles. */
export const endsOf = (scenario: Pick<Scenario, 'start' | 'nodes'>): { id: string; bounds: Bounds }[] =>
  [...boundsOf(scenario)].flatMap(([id, bounds]) => {
    const node = scenario.nodes[id]
    return node && isEnding(node) ? { id, bounds } : []
  })

/** All nodes with their ids, in the order of the file. */
export const nodesOf = (nodes: Nodes): [string, ScenarioNode][] => Object.entries(nodes)
