/** What a leaflet says, and how its texts are set; see `planLeaflet`. Lengths in `u`, as there. */

export interface LeafletTexts {
  hook: string
  /** What the figure or its message says. */
  says: string
  /** The three rules are what this design is about. */
  rulesFirst: boolean
  alliance: string
  title: string
  slogan: string
  station: string
  telephone: string
  address: string
  /** The typed address, without its scheme. */
  url: string
}

/** Font sizes of the texts. */
export type Sizes = Record<
  'org' | 'hook' | 'title' | 'slogan' | 'call' | 'note' | 'url' | 'name' | 'small' | 'says',
  number
>
export interface LeafletPlan {
  /** By the estimate, all texts have their room. */
  fits: boolean
  /** mm. */
  unit: number
  sizes: Sizes
  /** Edge of the QR code with its quiet zone. */
  code: number
  /** Least height of the picture; it takes what is left. 0: left out. */
  art: number
  /** Width of the figure; on a leaflet, what is said stands beside it. */
  figure: number
  /** What is said has less space around it. */
  tight: boolean
  /** The three rules are shown. */
  rules: boolean
  title: boolean
  /** It stands not with the hook but below, over the whole width of a card. */
  low: boolean
  slogan: boolean
  /** The row of the signature: gives way early where it only repeats the name of the station. */
  signed: boolean
  /** Where the typed address stands, seen from the code; left out where it would need more lines than there are. */
  url: 'beside' | 'under' | 'below' | false
  note: boolean
}
