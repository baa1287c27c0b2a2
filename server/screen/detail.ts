/** One screen in the office: its errors, its use, its outages, and what it shows. */
import { and, desc, eq, isNull } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screenHealth, screenOutages, screens } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import type { ScreenDetail } from '#shared/screen/list.ts'
import type { ScreenPicture } from '#shared/screen/picture.ts'
import { readScreenContent } from './content.ts'
import { readErrors } from './health.ts'
import { listScreens } from './list.ts'
import { readScreenState } from './state.ts'
import { readUse } from './use.ts'

const OUTAGES_SHOWN = 10
const GONE = '没有这块屏，可能已经断开。'

/** @throws AppError `not_found` */
export async function readScreenDetail(
  stationId: string,
  id: string,
  build: string,
  now = new Date(),
): Promise<ScreenDetail> {
  const screen = (await listScreens(stationId, now)).screens.find((one) => one.id === id)
  if (!screen) throw new AppError('not_found', GONE)
  const [errors, use, outages] = await Promise.all([
    readErrors(id),
    readUse(id, now),
    useDatabase()
      .select({ since: screenOutages.since, endedAt: screenOutages.endedAt })
      .from(screenOutages)
      .where(eq(screenOutages.screenId, id))
      .orderBy(desc(screenOutages.since))
      .limit(OUTAGES_SHOWN),
  ])
  return {
    screen,
    build,
    errors,
    use,
    outages: outages.map(({ since, endedAt }) => ({
      since: since.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}

/** @throws AppError `not_found` */
export async function readScreenPicture(stationId: string, id: string): Promise<ScreenPicture> {
  const [row] = await useDatabase()
    .select({ health: screenHealth })
    .from(screens)
    .leftJoin(screenHealth, eq(screenHealth.screenId, screens.id))
    .where(and(eq(screens.id, id), eq(screens.stationId, stationId), isNull(screens.revokedAt)))
  if (!row) throw new AppError('not_found', GONE)
  const { health } = row
  const [state, content] = await Promise.all([readScreenState(id, undefined), readScreenContent()])
  return {
    picture: health?.picture ?? null,
    at: health?.at.toISOString() ?? null,
    width: health?.width ?? 1920,
    height: health?.height ?? 1080,
    state,
    content,
  }
}
