/** The lines of scenarios and panels that can be read aloud. */
import { isEnding } from '../content/graph.ts'
import type { Panel } from '../content/panel.ts'
import { readingOrder } from '../content/review.ts'
import type { Scenario } from '../content/scenario.ts'
import { CHANNEL_LABELS } from '../content/vocabulary.ts'
import { sceneKey } from './keys.ts'
import type { Line } from './voice.ts'

export interface PlacedLine extends Line {
  /** The part of the subject in which it stands. */
  part: string
}

/** In reading order. Calls are first of all what is heard; chats are read aloud on request. */
export function linesOfScenario(scenario: Scenario): PlacedLine[] {
  return readingOrder(scenario).flatMap((id, index): PlacedLine[] => {
    const node = scenario.nodes[id]
    if (!node || isEnding(node)) return []
    const part = `${index + 1} 号 · ${CHANNEL_LABELS[node.view]} · ${node.sender.name}`
    return node.messages.map(({ from, by, text }, at) => ({
      key: sceneKey(id, at),
      speaker: from === 'me' ? '自己' : (by ?? node.sender.name),
      text,
      part,
    }))
  })
}

export const linesOfPanel = ({ title, message }: Pick<Panel, 'title' | 'message'>): PlacedLine[] => [
  { key: 'title', speaker: '', text: title, part: '标题' },
  { key: 'message', speaker: '', text: message, part: '一句话' },
]

/** @param blocks the plain text of its paragraphs */
export const linesOfCard = (card: { title: string; headline: string }, blocks: readonly string[]): PlacedLine[] => [
  { key: 'title', speaker: '', text: card.title, part: '标题' },
  { key: 'headline', speaker: '', text: card.headline, part: '一句话' },
  ...blocks.map((text, at) => ({ key: `block/${at}`, speaker: '', text, part: '正文' })),
]
