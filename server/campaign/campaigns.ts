/**
 * Campaigns: create, edit, close permanently. Every query is limited to one station: an id of another station counts as
 * unknown.
 */
import { and, eq, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { destroyHeld, freshSalt, printOf } from './salt-held.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { changedFields } from '#shared/changed-fields.ts'
import type { CloseCampaign, CreateCampaign, EditCampaign } from '#shared/campaign/input.ts'
import { visibleOf } from '#shared/text.ts'
import { AppError, staleRow } from '#shared/errors.ts'

/** Columns that may leave the server: all that is not about the salt. */
const publicColumns = {
  id: campaigns.id,
  title: campaigns.title,
  slogan: campaigns.slogan,
  startsOn: campaigns.startsOn,
  endsOn: campaigns.endsOn,
  status: campaigns.status,
  goalContacts: campaigns.goalContacts,
  goalCompletions: campaigns.goalCompletions,
  population: campaigns.population,
  revision: campaigns.revision,
  closedAt: campaigns.closedAt,
  resaltedAt: campaigns.resaltedAt,
}

type Actor = Pick<CurrentMember, 'id' | 'stationId'>

async function findCampaign(stationId: string, id: string, db: Executor = useDatabase()) {
  const [campaign] = await db
    .select(publicColumns)
    .from(campaigns)
    .where(and(eq(campaigns.id, id), eq(campaigns.stationId, stationId)))
  return campaign
}
export type Campaign = NonNullable<Awaited<ReturnType<typeof findCampaign>>>

/** One campaign of the station. @throws AppError `not_found` */
export async function getCampaign(stationId: string, id: string, db: Executor = useDatabase()): Promise<Campaign> {
  const campaign = await findCampaign(stationId, id, db)
  if (!campaign) throw new AppError('not_found', '没有找到这个活动。')
  return campaign
}

/**
 * The same with a row lock until the transaction ends, so that office writes to one campaign run one after the other.
 * Writes from phones are not blocked: they only need the campaign's key (foreign key).
 * @throws AppError `not_found`
 */
export async function lockCampaign(tx: Transaction, stationId: string, id: string): Promise<Campaign> {
  const [campaign] = await tx
    .select(publicColumns)
    .from(campaigns)
    .where(and(eq(campaigns.id, id), eq(campaigns.stationId, stationId)))
    .for('no key update')
  if (!campaign) throw new AppError('not_found', '没有找到这个活动。')
  return campaign
}

/** @throws AppError `conflict` for a campaign that is closed. */
export function requireOpen(campaign: Campaign): void {
  if (campaign.status === 'closed') throw new AppError('conflict', '活动已经结束，不能再改。')
}

/**
 * Creates a campaign; with the id of an existing one it returns that one (idempotent). @throws AppError `conflict` when
 * another station has the id.
 */
export async function createCampaign(by: Actor, input: CreateCampaign): Promise<Campaign> {
  const saltPrint = printOf(freshSalt(input.id))
  const made = await useDatabase().transaction(async (tx) => {
    const made = await tx
      .insert(campaigns)
      .values({ ...input, stationId: by.stationId, createdBy: by.id, saltPrint })
      .onConflictDoNothing()
      .returning({ id: campaigns.id })
    if (made.length > 0)
      await writeAudit(tx, by, {
        action: 'campaign.create',
        subjectType: 'campaign',
        subjectId: input.id,
        detail: { title: input.title },
      })
    return made.length > 0
  })
  const campaign = await findCampaign(by.stationId, input.id)
  if (!campaign) throw new AppError('conflict', '没有存上，请再试一次。')
  if (made) tell('campaign:changed', { stationId: by.stationId, campaignId: input.id })
  return campaign
}

/** @throws AppError `not_found`; `conflict` when closed, or when someone else has saved since the form was opened. */
export async function editCampaign(by: Actor, id: string, { revision, ...fields }: EditCampaign): Promise<Campaign> {
  const edited = await useDatabase().transaction(async (tx) => {
    const before = await lockCampaign(tx, by.stationId, id)
    requireOpen(before)
    const changed = changedFields(before, fields)
    // A retry after a lost answer, or nothing was changed: the revision stays, so other forms do not get a conflict.
    if (changed.length === 0) return before
    if (before.revision !== revision) throw staleRow(before)
    const after = await tx
      .update(campaigns)
      .set({ ...fields, revision: sql`${campaigns.revision} + 1` })
      .where(eq(campaigns.id, id))
      .returning(publicColumns)
    await writeAudit(tx, by, {
      action: 'campaign.edit',
      subjectType: 'campaign',
      subjectId: id,
      detail: { title: fields.title, changed },
    })
    return one(after)
  })
  tell('campaign:changed', { stationId: by.stationId, campaignId: id })
  return edited
}

/**
 * Closes a campaign permanently and destroys its salt, here at once and on other servers within seconds: from now on no
 * device key can be traced to a device.
 * @param title typed once more
 * @throws AppError `not_found`; `bad_input` when the title differs; `conflict` when someone else has saved since it was
 * seen, who may have prolonged it. Closing a closed campaign changes nothing.
 */
export async function closeCampaign(
  by: Actor,
  id: string,
  { title, revision }: CloseCampaign,
  now = new Date(),
): Promise<Campaign> {
  const ended = await useDatabase().transaction(async (tx) => {
    const campaign = await lockCampaign(tx, by.stationId, id)
    if (visibleOf(campaign.title) !== visibleOf(title))
      throw new AppError('bad_input', '活动名称不一致，活动没有结束。', { title: '请照着活动名称填写，一个字也不差' })
    if (campaign.status === 'closed') return campaign
    if (campaign.revision !== revision)
      throw staleRow(campaign, '这次活动刚才被别人改过，没有结束。请看看现在的内容，再来一次。')
    const closed = await tx
      .update(campaigns)
      .set({ status: 'closed', salt: null, closedAt: now, revision: sql`${campaigns.revision} + 1` })
      .where(eq(campaigns.id, id))
      .returning(publicColumns)
    await writeAudit(tx, by, {
      action: 'campaign.close',
      subjectType: 'campaign',
      subjectId: id,
      detail: { title: campaign.title },
    })
    return one(closed)
  })
  destroyHeld(id)
  tell('campaign:changed', { stationId: by.stationId, campaignId: id })
  return ended
}

/**
 * Records in the audit log that the figures were exported: the only read that is logged, by a POST, as a link must
 * write nothing.
 * @throws AppError `not_found`
 */
export async function noteExport(by: Actor, id: string): Promise<void> {
  const { title } = await getCampaign(by.stationId, id)
  await writeAudit(useDatabase(), by, {
    action: 'campaign.export',
    subjectType: 'campaign',
    subjectId: id,
    detail: { title },
  })
}
