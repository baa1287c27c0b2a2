/** The address for QR codes, chosen by an admin and noted in the audit log. */
import { useDatabase } from '#server/database/client.ts'
import { addressView, chooseAddress } from '#server/http/address.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import type { AddressView } from '#shared/site/address.ts'
import type { AddressEdit } from '#shared/site/address-input.ts'
import { writeAudit } from './audit.ts'
import type { CurrentMember } from './session.ts'

/** @throws AppError `conflict` where PUBLIC_URL decides, or when somebody else has chosen since the form was opened */
export async function changeAddress(
  by: Pick<CurrentMember, 'id' | 'stationId'>,
  { origin, revision }: AddressEdit,
): Promise<AddressView> {
  const before = addressView()
  if (before.fixed) throw new AppError('conflict', '网址已经由启动时的 PUBLIC_URL 定好，在这里改不了。')
  // The same again, also after a lost answer: only whether this computer has the address is noted anew.
  if (before.origin === origin) return chooseAddress(origin)
  if (before.revision !== revision) throw staleRow(before)
  const after = chooseAddress(origin)
  await writeAudit(useDatabase(), by, {
    action: 'station.edit',
    subjectType: 'station',
    subjectId: by.stationId,
    detail: { name: origin ?? '不固定', changed: ['origin'] },
  })
  return after
}
