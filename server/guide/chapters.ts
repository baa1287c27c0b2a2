/**
 * The manual at /guide: Markdown files bundled with the server (`serverAssets` in nuxt.config.ts), read once into
 * memory.
 */
import { AppError } from '#shared/errors.ts'
import { readChapter } from '#shared/guide/chapter.ts'
import type { GuideChapter, GuideChapterSummary, GuidePage } from '#shared/guide/view.ts'

let loading: Promise<GuideChapter[]> | undefined

async function load(): Promise<GuideChapter[]> {
  const files = useStorage('assets:guide')
  const chapters = await Promise.all(
    (await files.getKeys()).map(async (file) => readChapter(file, String(await files.getItem(file)))),
  )
  return chapters.sort((a, b) => a.number - b.number)
}

/** A failed read is not cached: the next call tries again. */
function useChapters(): Promise<GuideChapter[]> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

const summary = ({ slug, number, title, description }: GuideChapter): GuideChapterSummary => ({
  slug,
  number,
  title,
  description,
})

export async function listChapters(): Promise<GuideChapterSummary[]> {
  return (await useChapters()).map(summary)
}

/** @throws AppError `not_found` */
export async function readGuidePage(slug: string): Promise<GuidePage> {
  const chapters = await useChapters()
  const at = chapters.findIndex((chapter) => chapter.slug === slug)
  const chapter = chapters[at]
  if (!chapter) throw new AppError('not_found', '使用说明里没有这一章。')
  const [previous, next] = [chapters[at - 1], chapters[at + 1]]
  return { chapter, ...(previous && { previous: summary(previous) }), ...(next && { next: summary(next) }) }
}
