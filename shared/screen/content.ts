/** All content that a screen rotates through, fetched once and cached, so that the screen works offline. */
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'

/** The screen itself stops showing it at `until`, ms since the epoch. */
export type Dated<T> = T & { until: number }

export interface ScreenContent {
  /** A version (hash): the same for the same content, on every node. */
  version: string
  /** In the order of the tour. */
  panels: Dated<PanelCard>[]
  /** Items that fit a screen; without their answers. */
  samples: Dated<OpenItem>[]
}

const isDated = (value: unknown): value is Dated<object> => Number.isFinite((value as Dated<object> | null)?.until)
const areDated = (value: unknown): boolean => Array.isArray(value) && value.every(isDated)

export function isScreenContent(value: unknown): value is ScreenContent {
  const content = value as Partial<ScreenContent> | null | undefined
  return typeof content?.version === 'string' && areDated(content.panels) && areDated(content.samples)
}
