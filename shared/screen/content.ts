/** Everything that a screen shows in turn, fetched once and kept, so that it goes on while the server is away. */
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'

/** Taken down by itself at `until`, ms since the epoch. */
export type Dated<T> = T & { until: number }

export interface ScreenContent {
  /** The same for the same content, on every node. */
  version: string
  /** In the order of the walk. */
  panels: Dated<PanelCard>[]
  /** What fits a screen; without its answers. */
  samples: Dated<OpenItem>[]
}

const isDated = (value: unknown): value is Dated<object> => Number.isFinite((value as Dated<object> | null)?.until)
const areDated = (value: unknown): boolean => Array.isArray(value) && value.every(isDated)

export function isScreenContent(value: unknown): value is ScreenContent {
  const content = value as Partial<ScreenContent> | null | undefined
  return typeof content?.version === 'string' && areDated(content.panels) && areDated(content.samples)
}
