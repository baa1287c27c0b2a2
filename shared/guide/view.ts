/** The manual as its pages show it. */
export interface GuideChapterSummary {
  /** Name in the address. */
  slug: string
  /** Place in the manual, from 1. */
  number: number
  title: string
  description: string
}

export interface GuideChapter extends GuideChapterSummary {
  /** Its headings, with the ids they have in the text. */
  contents: { id: string; title: string }[]
  /** Made on the server from Markdown of ours, with nothing in it but formatting. */
  html: string
}

export interface GuidePage {
  chapter: GuideChapter
  previous?: GuideChapterSummary
  next?: GuideChapterSummary
}
