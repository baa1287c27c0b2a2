/**
 * The state machine of scenarios: state in, choice in, state out. Phones, kiosks and group screens use it; the state is
 * a list of steps that can be stored, sent and replayed. No zod here: it runs in the browser.
 */
import { edgesOf, isChoosing, isEnding } from './graph.ts'
import type { EndingNode, Scenario, ScenarioChoice, SceneNode } from './scenario.ts'
import type { Flag } from './item.ts'
import { inReadingOrder } from '../quiz/mark.ts'

type Played = Pick<Scenario, 'start' | 'nodes' | 'purse'>

/** One step: the node that was left, and the choice (its index) if it had several exits. */
interface PlayStep {
  node: string
  choice?: number
}

export interface Play {
  /** The current node. */
  at: string
  /** Steps so far, oldest first. */
  steps: readonly PlayStep[]
}

export const startPlay = ({ start }: Pick<Scenario, 'start'>): Play => ({ at: start, steps: [] })

/**
 * Makes one step. An unknown choice changes nothing: a double tap or a late vote is no error.
 * @param choice index of the choice; omitted where there is only one exit
 */
export function advance({ nodes }: Played, play: Play, choice?: number): Play {
  const node = nodes[play.at]
  const edge = node && edgesOf(node).find((each) => each.index === choice)
  if (!edge) return play
  return { at: edge.to, steps: [...play.steps, choice === undefined ? { node: play.at } : { node: play.at, choice }] }
}

/** Rewinds to an earlier step, for another choice. */
export function rewind(play: Play, step: number): Play {
  const back = play.steps[step]
  return back ? { at: back.node, steps: play.steps.slice(0, step) } : play
}

/** Whether a stored play is still valid for the scenario: its file may have changed since. */
export function fits(scenario: Played, play: Play): boolean {
  let now = startPlay(scenario)
  for (const { node, choice } of play.steps) {
    if (now.at !== node) return false
    const next = advance(scenario, now, choice)
    if (next === now) return false
    now = next
  }
  return now.at === play.at
}

const chosen = ({ nodes }: Played, { node: id, choice }: PlayStep): ScenarioChoice | undefined => {
  const node = nodes[id]
  return choice === undefined || !isChoosing(node) ? undefined : node.choices[choice]
}

/** Yuan lost so far. */
export const paidBy = (scenario: Played, { steps }: Play): number =>
  steps.reduce((sum, step) => sum + (chosen(scenario, step)?.pay ?? 0), 0)

export interface DebriefStep {
  /** Index of the step, for `rewind`. */
  step: number
  node: SceneNode
  choice?: ScenarioChoice
  /** The safe choice at that step, if the player chose another one. */
  better?: ScenarioChoice
  /** Red flags of that node, in reading order. */
  flags: Flag[]
  /** The player did what the scammer wanted although these flags were visible. */
  missed: boolean
}

export interface Debrief {
  ending: EndingNode
  /** Yuan lost, and yuan left. */
  paid: number
  left: number
  steps: DebriefStep[]
  /** Red flags along the path: heeded ones and missed ones. */
  flags: { heeded: number; missed: number }
}

/**
 * Evaluates a finished play. A red flag counts as missed when the player's next choice was not safe: flags of a node
 * without a choice belong to the next choice, and those after the last choice to the last one.
 */
export function debriefOf(scenario: Played, play: Play): Debrief | undefined {
  const ending = scenario.nodes[play.at]
  if (!ending || !isEnding(ending)) return undefined
  const paid = paidBy(scenario, play)
  const made = play.steps.map((step) => chosen(scenario, step))
  const steps = play.steps.flatMap((step, index): DebriefStep[] => {
    const node = scenario.nodes[step.node]
    if (!node || isEnding(node)) return []
    const choice = made[index]
    const next = made.slice(index).find((each) => each !== undefined) ?? made.findLast((each) => each !== undefined)
    const better =
      choice && choice.verdict !== 'safe' ? node.choices?.find(({ verdict }) => verdict === 'safe') : undefined
    const flags = inReadingOrder(
      node.flags ?? [],
      node.messages.map(({ text }) => text),
    )
    return [
      {
        step: index,
        node,
        ...(choice && { choice }),
        ...(better && { better }),
        flags,
        missed: flags.length > 0 && next !== undefined && next.verdict !== 'safe',
      },
    ]
  })
  const count = (missed: boolean) =>
    steps.filter((step) => step.missed === missed).reduce((sum, { flags }) => sum + flags.length, 0)
  return { ending, paid, left: scenario.purse - paid, steps, flags: { heeded: count(false), missed: count(true) } }
}

/** The step that decided a play: the one that cost the most; where nothing was lost, the last safe choice. */
export function decisiveStep({ steps }: Pick<Debrief, 'steps'>): DebriefStep | undefined {
  const costs = Math.max(0, ...steps.map(({ choice }) => choice?.pay ?? 0))
  if (costs > 0) return steps.find(({ choice }) => choice?.pay === costs)
  const last = (found: DebriefStep[]) => found[found.length - 1]
  return last(steps.filter(({ choice }) => choice?.verdict === 'safe')) ?? last(steps.filter(({ choice }) => choice))
}

export interface ThreadLine {
  from: 'them' | 'me'
  text: string
  /** The speaker, in a group chat. */
  by?: string | undefined
}

/** The earlier lines of the same chat, so that it continues instead of starting empty. */
export function threadBefore({ nodes }: Played, play: Play): ThreadLine[] {
  const now = nodes[play.at]
  if (!now || isEnding(now)) return []
  const same = (id: string): SceneNode | undefined => {
    const node = nodes[id]
    return node && !isEnding(node) && node.view === now.view && node.sender.name === now.sender.name ? node : undefined
  }
  let lines: ThreadLine[] = []
  for (const { node: id } of play.steps) {
    const node = same(id)
    lines = node ? [...lines, ...node.messages.map(({ from, text, by }) => ({ from, text, ...(by && { by }) }))] : []
  }
  return lines
}
