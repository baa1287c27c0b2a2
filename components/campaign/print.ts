/** The texts of a printed sheet. */
export interface PrintSheet {
  title: string
  slogan: string
  /** Name of the police room. */
  station: string
  origin: string
  touchpoint: { id: string; name: string; code: string }
}
