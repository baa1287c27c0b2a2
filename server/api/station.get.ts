import { defineEventHandler } from 'h3'
import { readPublicStation } from '#server/member/station.ts'
import type { Station } from '#shared/member/station.ts'

/** Names and legal lines for public pages; placeholders until the first-run setup. */
export default defineEventHandler(
  async (): Promise<Station> =>
    (await readPublicStation()) ?? { name: '社区警务室', hallName: '反诈体验馆', icpNumber: null, policeFiling: null },
)
