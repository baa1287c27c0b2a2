/** What a new scene of each kind begins with. Only kinds that screens can show are offered in the office. */
import type { PartContent, SceneContent } from './scene.ts'
import type { SceneChoices } from './view.ts'

export const PART_KINDS = ['attract', 'panels', 'scams', 'notice', 'livestream', 'reach', 'media'] as const
export const SCENE_KINDS = [
  'attract',
  'panels',
  'scams',
  'scenario',
  'story',
  'notice',
  'livestream',
  'reach',
  'media',
  'split',
] as const
export type PartKind = (typeof PART_KINDS)[number]
export type OfferedKind = (typeof SCENE_KINDS)[number]

/** For how long a new scene is shown, s. */
export const NEW_SECONDS: Record<OfferedKind, number> = {
  attract: 60,
  panels: 60,
  scams: 60,
  scenario: 60,
  story: 180,
  notice: 20,
  livestream: 30,
  reach: 30,
  media: 20,
  split: 60,
}

export function newPart(kind: PartKind, { media }: SceneChoices): PartContent {
  switch (kind) {
    case 'panels':
      return { kind, panels: [], panelSeconds: 20 }
    case 'scams':
      return { kind, scams: [] }
    case 'notice':
      return { kind, title: '', text: '' }
    case 'livestream':
      return { kind, title: '', text: '', url: '' }
    case 'media':
      return { kind, media: media[0]?.id ?? '', fit: 'contain' }
    default:
      return { kind }
  }
}

export function newContent(kind: OfferedKind, choices: SceneChoices): SceneContent {
  if (kind === 'scenario' || kind === 'story') return { kind, scenario: choices.scenarios[0]?.id ?? '' }
  if (kind === 'split') return { kind, parts: [newPart('panels', choices), newPart('attract', choices)] }
  return newPart(kind, choices)
}
