/** Draws a scenario as a Mermaid flowchart, for officers who review it. */
import { edgesOf, isEnding, nodesOf } from './graph.ts'
import type { Scenario, ScenarioNode } from './scenario.ts'
import { CHANNEL_LABELS, ENDING_LABELS, VERDICT_LABELS, type Ending, type Verdict } from './vocabulary.ts'

/** Longest text of one box or arrow, in characters. */
const LABEL_MAX = 22

/**
 * Characters with a meaning in Mermaid, anywhere in a text: quotes, markup, `%%{…}` (settings). They are replaced by
 * Mermaid's entities, which have no ampersand. `$$` (formulas) and `fa:` (icons) are interpreted after the entities, so
 * there a different character is used.
 */
const escape = (text: string) =>
  text
    .replace(/["#<>&`\\{}%]/g, (character) => `#${character.codePointAt(0)};`)
    .replaceAll('$', '＄')
    .replace(/\b(fa[a-z]?):/g, '$1：')
const short = (text: string) =>
  escape([...text].length > LABEL_MAX ? `${[...text].slice(0, LABEL_MAX - 1).join('')}…` : text)

const SHAPES: Record<Ending, string> = { safe: 'safe', stopped: 'stopped', lost: 'lost' }
const ARROWS: Record<Verdict, string> = { safe: '-->', risky: '-.->', loss: '==>' }

function box(id: string, node: ScenarioNode, number: number | undefined): string {
  const place = number === undefined ? '' : `${number}号·`
  if (isEnding(node))
    return `  ${id}(["${place}${ENDING_LABELS[node.ending]}<br>${short(node.title)}"]):::${SHAPES[node.ending]}`
  const flags = node.flags?.length ? `<br>破绽 ${node.flags.length} 处` : ''
  const last = short(node.messages.at(-1)?.text ?? '')
  return `  ${id}["${place}${CHANNEL_LABELS[node.view]}·${short(node.sender.name)}<br>${last}${flags}"]`
}

/**
 * A flowchart from top to bottom; each arrow shows the choice, its verdict and its cost.
 * @param numbers number of each node in the text beside the chart, which the chart shows as well
 */
export function toMermaid(scenario: Pick<Scenario, 'nodes' | 'start'>, numbers?: ReadonlyMap<string, number>): string {
  // Prefixed, because node names such as `end` are keywords in Mermaid.
  const name = (id: string) => `n_${id.replaceAll('-', '_')}`
  const arrows = nodesOf(scenario.nodes).flatMap(([id, node]) =>
    edgesOf(node).map(({ to, choice }) => {
      if (!choice) return `  ${name(id)} --> ${name(to)}`
      const cost = choice.pay ? `，损失 ${choice.pay.toLocaleString('en-US')} 元` : ''
      const label = `${short(choice.text)}<br>${VERDICT_LABELS[choice.verdict]}${cost}`
      return `  ${name(id)} ${ARROWS[choice.verdict]}|"${label}"| ${name(to)}`
    }),
  )
  return [
    'flowchart TD',
    `  begin((开始)) --> ${name(scenario.start)}`,
    ...nodesOf(scenario.nodes).map(([id, node]) => box(name(id), node, numbers?.get(id))),
    ...arrows,
    '  classDef safe fill:#e3f3e9,stroke:#17734a,color:#0b3d27',
    '  classDef stopped fill:#fff3d6,stroke:#8a6100,color:#4d3600',
    '  classDef lost fill:#fde8e6,stroke:#b3261e,color:#5c130e',
  ].join('\n')
}
