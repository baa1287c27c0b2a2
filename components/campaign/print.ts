/** What a printed sheet says. */
export interface PrintSheet {
  title: string
  slogan: string
  /** Name of the police room. */
  station: string
  origin: string
  touchpoint: { id: string; name: string; code: string }
}
