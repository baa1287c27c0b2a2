/** Whether the office has to be warned of a disk that gets full. */
import { lowSpace } from '#server/database/space.ts'
import { serverEnv } from '#server/env.ts'

/** Megabytes left on the disk of the data folder when that is little; null otherwise. */
export async function spaceLeft(): Promise<number | null> {
  const { dataDir } = serverEnv
  return dataDir ? ((await lowSpace(dataDir)) ?? null) : null
}
