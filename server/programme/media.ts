/** Uploaded pictures and videos. */
import type { Choice } from '#shared/programme/view.ts'

export async function storedMedia(_stationId: string): Promise<Choice[]> {
  return []
}
