/** The data of the manual's pages. */
export interface GuideChapterSummary {
  /** The chapter's name in the address. */
  slug: string
  /** Number of the chapter, from 1. */
  number: number
  title: string
  description: string
}

export interface GuideChapter extends GuideChapterSummary {
  /** Its headings, with the ids they have in the text. */
  contents: { id: string; title: string }[]
  /** HTML rendered on the server from our own Markdown, with nothing but formatting. */
  html: string
}

export interface GuidePage {
  chapter: GuideChapter
  previous?: GuideChapterSummary
  next?: GuideChapterSummary
}
