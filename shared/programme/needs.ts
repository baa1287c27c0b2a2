/** What the scenes of a programme name: content of the library, and uploaded media. */
import type { PartContent, Programme, SceneContent } from './scene.ts'

export interface Named {
  scams: string[]
  scenarios: string[]
  panels: string[]
  media: string[]
}

/** The contents of a scene: itself, or the two parts of a split. */
const partsOf = (content: SceneContent): readonly Exclude<SceneContent, { kind: 'split' }>[] =>
  content.kind === 'split' ? (content.parts satisfies [PartContent, PartContent]) : [content]

/** What one scene names. */
export function namedBy(content: SceneContent): Named {
  const parts = partsOf(content)
  return {
    scams: parts.flatMap((part) => (part.kind === 'scams' ? part.scams : [])),
    scenarios: parts.flatMap((part) => (part.kind === 'scenario' || part.kind === 'story' ? [part.scenario] : [])),
    panels: parts.flatMap((part) => (part.kind === 'panels' ? part.panels : [])),
    media: parts.flatMap((part) => (part.kind === 'media' ? [part.media] : [])),
  }
}

/** Whether it shows a kind, also as one of two parts. */
export const shows = ({ scenes }: Pick<Programme, 'scenes'>, kind: SceneContent['kind']): boolean =>
  scenes.some(({ content }) => partsOf(content).some((part) => part.kind === kind))

/** The media of some programmes, each once. */
export const mediaOf = (programmes: readonly Pick<Programme, 'scenes'>[]): string[] => [
  ...new Set(programmes.flatMap(({ scenes }) => scenes.flatMap(({ content }) => namedBy(content).media))),
]
