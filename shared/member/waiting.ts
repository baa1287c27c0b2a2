/** What waits for this member's decision, by page of the office; zero without the right to decide. */
export interface Waiting {
  /** Submitted cards. */
  cards: number
  /** Texts of the site that nobody has reviewed as they stand now. */
  content: number
  /** The clock of the server cannot be right: what to do, for people. */
  clock: string | null
  /** Megabytes left on the server's disk when that is little; null otherwise. */
  space: number | null
}
