import { defineEventHandler } from 'h3'
import { useLibrary } from '#server/content/library.ts'
import { openItem } from '#shared/content/item.ts'
import { SAMPLE_MS, sampleAt, type SampleReply } from '#shared/screen/sample.ts'

/** The quiz of the moment, without its answer, and how long it still stays, in ms. */
export default defineEventHandler(async (): Promise<SampleReply> => {
  const { items } = await useLibrary()
  const now = Date.now()
  const item = sampleAt(items, now)
  return { item: item ? openItem(item) : null, remaining: SAMPLE_MS - (now % SAMPLE_MS) }
})
