/** What all screens of a station share: the webhook for outages, and the code that leads an officer out of a screen. */
import { eq, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { screens, screenStations } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { hashPassword, verifyPassword } from '#server/member/hash.ts'
import { noteRepeated } from '#server/member/repeats.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { changedFields } from '#shared/changed-fields.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import type { EditScreenStation } from '#shared/screen/station-input.ts'
import type { ScreenStation } from '#shared/screen/list.ts'
import type { PairedScreen } from './device.ts'
import { limitExits } from './limits.ts'

interface Stored {
  webhookUrl: string | null
  exitCodeHash: string | null
  revision: number
}

async function read(stationId: string, db: Executor = useDatabase()): Promise<Stored> {
  const [row] = await db
    .select({
      webhookUrl: screenStations.webhookUrl,
      exitCodeHash: screenStations.exitCodeHash,
      revision: screenStations.revision,
    })
    .from(screenStations)
    .where(eq(screenStations.stationId, stationId))
  return row ?? { webhookUrl: null, exitCodeHash: null, revision: 1 }
}
/** The code itself is never shown. */
const view = ({ webhookUrl, exitCodeHash, revision }: Stored): ScreenStation => ({
  webhookUrl: webhookUrl ?? '',
  hasExitCode: exitCodeHash !== null,
  revision,
})

export const readScreenStation = async (by: CurrentMember): Promise<ScreenStation> => view(await read(by.stationId))

/** @throws AppError `conflict` when somebody else has saved since the form was opened */
export async function editScreenStation(by: CurrentMember, input: EditScreenStation): Promise<ScreenStation> {
  // Before the transaction: it takes a third of a second.
  const hash = input.exitCode ? await hashPassword(input.exitCode, { lane: 'known', share: by.id }) : undefined
  return useDatabase().transaction(async (tx) => {
    await tx.insert(screenStations).values({ stationId: by.stationId, revision: 1 }).onConflictDoNothing()
    await tx.select().from(screenStations).where(eq(screenStations.stationId, by.stationId)).for('update')
    const before = await read(by.stationId, tx)
    const next = {
      webhookUrl: input.webhookUrl,
      exitCodeHash: hash ?? (input.hasExitCode ? before.exitCodeHash : null),
    }
    const changed = changedFields(before, next)
    if (changed.length === 0) return view(before)
    if (before.revision !== input.revision) throw staleRow(view(before))
    const stored = { ...next, revision: before.revision + 1 }
    await tx
      .update(screenStations)
      .set({ ...next, revision: sql`${screenStations.revision} + 1` })
      .where(eq(screenStations.stationId, by.stationId))
    await writeAudit(tx, by, {
      action: 'station.screens',
      subjectType: 'station',
      subjectId: by.stationId,
      detail: { changed },
    })
    return view(stored)
  })
}

/**
 * An officer leaves a screen by the code. Each entry is in the log.
 * @throws AppError `bad_input` at `code`; `too_many` after a few wrong ones; `not_found` where no code is set
 */
export async function leaveScreen({ id, stationId }: PairedScreen, code: string): Promise<void> {
  const entry = await limitExits(id)
  const { exitCodeHash } = await read(stationId)
  const [screen] = await useDatabase().select({ name: screens.name }).from(screens).where(eq(screens.id, id))
  if (!exitCodeHash || !screen) {
    await entry.forgive()
    throw new AppError('not_found', '还没有设退出码。请管理员在办公室“警务室”页设一个。')
  }
  const by = { id: null, stationId }
  const about = { subjectType: 'screen', subjectId: id, detail: { name: screen.name } }
  if (!(await verifyPassword(exitCodeHash, code, { lane: 'stranger', share: id }))) {
    await noteRepeated(by, { action: 'screen.exit_failed', ...about })
    throw new AppError('bad_input', undefined, { code: '退出码不对' })
  }
  await entry.forgive()
  await writeAudit(useDatabase(), by, { action: 'screen.exit', ...about })
}
