import type { LeafletDesign, LeafletSize } from '#shared/campaign/leaflet.ts'
import type { LeafletPlan, Sizes } from '#shared/campaign/leaflet-types.ts'
import type { Station } from '#shared/member/station.ts'

/** What is printed for one touchpoint. */
export interface PrintSheet {
  hook: string
  title: string
  slogan: string
  /** Signs what is printed. */
  station: Station
  origin: string
  touchpoint: { id: string; name: string; code: string }
}

/** How it is printed. */
export interface PrintLayout {
  design: LeafletDesign
  size: LeafletSize
}

/** What is laid on one piece. */
export interface PieceProps {
  sheet: PrintSheet
  design: LeafletDesign
  plan: LeafletPlan
  /** Words of title and slogan, each kept on one line. */
  words: { title: string[]; slogan: string[] }
  url: string
  /** The same without its scheme, for where no code can be scanned. */
  typed: string
}

/** Font sizes as style properties, in `--u`. */
export const sizeStyle = (unit: number, sizes: Sizes): Record<string, string> => ({
  '--u': `${unit}mm`,
  ...Object.fromEntries(Object.entries(sizes).map(([name, size]) => [`--${name}`, size.toFixed(3)])),
})
