/** All content that a screen rotates through, fetched once and cached, so that the screen works offline. */
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'
import type { Scam } from '../content/scam.ts'

/** The screen itself stops showing it at `until`, ms since the epoch. */
export type Dated<T> = T & { until: number }

/** A scam type as a hall screen browses it. */
export type ScamSheet = Pick<
  Scam,
  'id' | 'title' | 'badge' | 'picture' | 'pictureAlt' | 'summary' | 'flags' | 'rule' | 'doNow'
>

export function toScamSheet(scam: ScamSheet): ScamSheet {
  const { id, title, badge, picture, pictureAlt, summary, flags, rule, doNow } = scam
  return { id, title, badge, picture, pictureAlt, summary, flags, rule, doNow }
}

export interface ScreenContent {
  /** A version (hash): the same for the same content, on every node. */
  version: string
  /** In the order of the tour. */
  panels: Dated<PanelCard>[]
  /** Items that fit a screen; without their answers. */
  samples: Dated<OpenItem>[]
  /** Most frequent first; missing in what an older page has kept. */
  scams?: Dated<ScamSheet>[]
}

const isDated = (value: unknown): value is Dated<object> => Number.isFinite((value as Dated<object> | null)?.until)
const areDated = (value: unknown): boolean => Array.isArray(value) && value.every(isDated)

export function isScreenContent(value: unknown): value is ScreenContent {
  const content = value as Partial<ScreenContent> | null | undefined
  return (
    typeof content?.version === 'string' &&
    areDated(content.panels) &&
    areDated(content.samples) &&
    areDated(content.scams ?? [])
  )
}
