/** Decides about a recording: approve, withdraw, erase its sound. */
import { eq, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { recordingDecisions, recordings, voiceFiles } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import { can, ROLE_LABELS } from '#shared/member/role.ts'
import type { DecideVoice } from '#shared/voice/input.ts'
import { type RecordingView, VOICE_STATE_LABELS } from '#shared/voice/voice.ts'
import { readStanding, type Standing, toView } from './standing.ts'
import { readSubject } from './subjects.ts'
import { quoted } from '#shared/quoted.ts'

/** @throws AppError `forbidden`: members may take back what they recorded, officers decide about all. */
function requireMay(by: CurrentMember, decision: DecideVoice['decision'], { byId }: Standing): void {
  if (can(by.role, 'voice.review') || (decision !== 'approved' && byId === by.id)) return
  throw new AppError('forbidden', decision === 'approved' ? '录音由民警审核。' : '只有录音的人和民警可以撤下这段录音。')
}

/** @throws AppError `conflict` */
function requireSeen({ number, state, decidedBy, comment }: Standing, seen: number | null): void {
  if (number === seen) return
  const who = decidedBy ? ROLE_LABELS[decidedBy] : '别人'
  const why = comment ? `（${comment}）` : ''
  throw new AppError(
    'conflict',
    `这段录音刚才由${who}改为${quoted(VOICE_STATE_LABELS[state])}${why}，这一步没有做。请再看一遍。`,
  )
}

/** Removes the sound, unless another recording that is not erased has the same. */
async function erase(tx: Transaction, { id, file }: Standing, now: Date): Promise<void> {
  // Nobody adds it again meanwhile.
  await tx.select({ hash: voiceFiles.hash }).from(voiceFiles).where(eq(voiceFiles.hash, file)).for('update')
  const others = await tx.execute(sql`
    select 1 from recordings r where r.file_hash = ${file} and r.id <> ${id} and not exists (
      select 1 from recording_decisions d where d.recording_id = r.id and d.decision = 'erased') limit 1`)
  if (others.length > 0) return
  await tx.update(voiceFiles).set({ ogg: null, mp3: null, erasedAt: now }).where(eq(voiceFiles.hash, file))
}

/**
 * A second tap, or a colleague who wanted the same, leaves nothing to do and is no error.
 * @throws AppError `not_found`, `forbidden`; `conflict` when somebody else has decided since
 */
export async function decideVoice(
  by: CurrentMember,
  id: string,
  { decision, comment, seen }: DecideVoice,
  now = new Date(),
): Promise<RecordingView> {
  const find = async (tx?: Transaction) => {
    const [row] = await readStanding(by.stationId, eq(recordings.id, id), tx)
    if (!row) throw new AppError('not_found', '没有找到这段录音。')
    return row
  }
  const seenRow = await find()
  requireMay(by, decision, seenRow)
  const title = await readSubject(seenRow.subject, seenRow.subjectId, 'built').then(
    (subject) => subject.title,
    () => seenRow.text,
  )
  const changed = await useDatabase().transaction(async (tx) => {
    // One after the other until the commit, so that numbers rise in the order in which others see them.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`voice:${by.stationId}`}, 0))`)
    const row = await find(tx)
    if (row.state === decision) return false
    if (row.state === 'erased') throw new AppError('conflict', '这段录音的声音已经清除，请重新录一遍。')
    requireSeen(row, seen)
    const { last } = one(
      await tx
        .select({ last: sql<number>`coalesce(max(${recordingDecisions.number}), 0)`.mapWith(Number) })
        .from(recordingDecisions)
        .where(eq(recordingDecisions.stationId, by.stationId)),
    )
    await tx.insert(recordingDecisions).values({
      stationId: by.stationId,
      number: last + 1,
      recordingId: id,
      decision,
      comment,
      memberId: by.id,
      role: by.role,
      at: now,
    })
    if (decision === 'erased') await erase(tx, row, now)
    await writeAudit(tx, by, {
      action: `voice.${decision}`,
      subjectType: 'recording',
      subjectId: id,
      detail: { title, text: row.text, machine: row.source === 'machine', ...(comment && { reason: comment }) },
    })
    // A draft is on no screen.
    if (decision === 'approved' || row.state === 'approved')
      await tx.execute(
        sql`select raise_screen_revisions(array(
          select id from screens where station_id = ${by.stationId} and revoked_at is null))`,
      )
    return true
  })
  if (changed) tell('voice:decided', { stationId: by.stationId })
  return toView(await find())
}
