/**
 * Fills an empty database with a season of invented activity: for the demonstration and for the pictures of the README.
 * In a single transaction, so that an interrupted run leaves nothing behind.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { v7 } from 'uuid'
import type { Database, Transaction } from '#server/database/client.ts'
import {
  auditLog,
  cardComments,
  cards,
  cardVersions,
  members,
  screens,
  stations,
} from '#server/database/schema/index.ts'
import { one } from '#server/database/one.ts'
import { hashPassword } from '#server/member/hash.ts'
import type { TouchpointKind } from '#shared/campaign/touchpoint.ts'
import type { Role } from '#shared/member/role.ts'
import type { StationFields } from '#shared/member/station.ts'
import { dayOf } from '#shared/station.ts'
import { dayAfter } from './arrivals.ts'
import { type CardPlan, CARDS } from './cards.ts'
import { CAMPAIGNS, MEMBERS } from './plan.ts'
import { type Actor, type Audit, inBatches, noteTo } from './rows.ts'
import { seedCampaign } from './campaign.ts'

const DAY_MS = 86_400_000
const PASSWORD_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

interface Account {
  login: string
  name: string
  role: Role
  password: string
}
export interface Season {
  accounts: Account[]
  /** The open campaign. */
  campaignId: string
  /** Its codes, by kind of touchpoint. */
  codes: Partial<Record<TouchpointKind, string>>
}
export interface SeasonOptions {
  station: Pick<StationFields, 'name' | 'hallName'> & Partial<StationFields>
  /** Appended to the titles of campaigns. */
  mark: string
  now?: Date
}

/** 31^12 ≈ 8 × 10^17 possible passwords. */
function makePassword(): string {
  const part = () => Array.from({ length: 4 }, () => PASSWORD_ALPHABET[randomInt(PASSWORD_ALPHABET.length)]).join('')
  return [part(), part(), part()].join('-')
}

async function seedMembers(
  tx: Transaction,
  options: SeasonOptions,
  hashed: (Account & { passwordHash: string })[],
  audit: Audit,
  at: Date,
): Promise<Record<Role, Actor>> {
  const stationId = v7({ msecs: at.getTime() })
  await tx.insert(stations).values({ id: stationId, ...options.station, createdAt: at })
  const rows = hashed.map(({ login, name, role, passwordHash }) => ({
    id: v7({ msecs: at.getTime() }),
    stationId,
    login,
    name,
    role,
    passwordHash,
    createdAt: at,
  }))
  await tx.insert(members).values(rows)
  noteTo(audit, rows[0]!)(at, 'station.create', stationId, { name: options.station.name })
  for (const row of rows) noteTo(audit, row)(at, 'member.create', row.id, { name: row.name, role: row.role })
  const of = (role: Role): Actor => one(rows.filter((row) => row.role === role))
  return { admin: of('admin'), officer: of('officer'), docent: of('docent'), volunteer: of('volunteer') }
}

/** A screen that was paired and is switched off: its token is random and used by no device. */
async function seedScreen(
  tx: Transaction,
  by: Actor,
  campaignId: string,
  touchpointId: string | undefined,
  audit: Audit,
  now: Date,
): Promise<void> {
  const pairedAt = new Date(now.getTime() - 38 * DAY_MS)
  const screen = {
    id: v7({ msecs: pairedAt.getTime() }),
    stationId: by.stationId,
    name: '体验馆演示屏',
    zone: '第一展区',
    campaignId,
  }
  await tx.insert(screens).values({
    ...screen,
    touchpointId,
    tokenHash: randomBytes(32),
    pairedBy: by.id,
    pairedAt,
    lastSeenAt: new Date(now.getTime() - 0.7 * DAY_MS),
  })
  noteTo(audit, by)(pairedAt, 'screen.pair', screen.id, { name: screen.name, zone: screen.zone, campaignId })
}

/** A card with its versions: the written one and, if it is public, one with the officer's source and expiry day. */
async function seedCard(
  tx: Transaction,
  plan: CardPlan,
  source: string,
  staff: Record<Role, Actor>,
  audit: Audit,
  now: Date,
): Promise<void> {
  const { by, kind, title, headline, body, scamType, writtenIn, stage, comment } = plan
  const author = staff[by]
  const writtenAt = new Date(now.getTime() + (writtenIn - 0.1) * DAY_MS)
  const readAt = new Date(writtenAt.getTime() + 0.05 * DAY_MS)
  const id = v7({ msecs: writtenAt.getTime() })
  const isPublic = stage === 'approved'
  const number = isPublic ? 2 : 1
  await tx.insert(cards).values({
    id,
    stationId: author.stationId,
    authorId: author.id,
    version: number,
    stage,
    createdAt: writtenAt,
    ...(isPublic && { publishedVersion: number, publishedAt: readAt, publishedBy: staff.officer.id }),
  })
  const text = { cardId: id, kind, title, headline, body, scamType }
  await tx.insert(cardVersions).values({ ...text, number: 1, source: '', savedBy: author.id, savedAt: writtenAt })
  const note = noteTo(audit, author)
  note(writtenAt, 'card.create', id, { title })
  if (stage !== 'draft') note(writtenAt, 'card.submit', id, { title })
  if (comment) {
    await tx.insert(cardComments).values({
      id: v7({ msecs: readAt.getTime() }),
      cardId: id,
      memberId: staff.officer.id,
      text: comment,
      createdAt: readAt,
    })
    noteTo(audit, staff.officer)(readAt, 'card.comment', id, { title })
  }
  if (!isPublic) return
  const expiresOn = dayAfter(dayOf(now), 180)
  await tx
    .insert(cardVersions)
    .values({ ...text, number, source, expiresOn, savedBy: staff.officer.id, savedAt: readAt })
  noteTo(audit, staff.officer)(readAt, 'card.publish', id, { title, number, urgent: false, expiresOn })
}

/** @returns the credentials for using it, or undefined if there is a member already: then nothing is changed. */
export async function seedSeason(db: Database, options: SeasonOptions): Promise<Season | undefined> {
  if ((await db.select({ id: members.id }).from(members).limit(1)).length > 0) return undefined
  const now = options.now ?? new Date()
  const hashed = await Promise.all(
    MEMBERS.map(async (member) => {
      const password = makePassword()
      return { ...member, password, passwordHash: await hashPassword(password, { lane: 'known', share: member.login }) }
    }),
  )
  const season = await db.transaction(async (tx) => {
    const audit: Audit = []
    const staff = await seedMembers(tx, options, hashed, audit, new Date(now.getTime() - 160 * DAY_MS))
    let open: Omit<Season, 'accounts'> | undefined
    for (const plan of CAMPAIGNS) {
      const { screenTouchpointId, ...made } = await seedCampaign(tx, plan, options.mark, staff, audit, now)
      if (plan.closedIn !== undefined) continue
      open = made
      await seedScreen(tx, staff.docent, made.campaignId, screenTouchpointId, audit, now)
    }
    for (const plan of CARDS) await seedCard(tx, plan, `${options.station.name}整理${options.mark}`, staff, audit, now)
    await inBatches(
      audit.toSorted((a, b) => a.at!.getTime() - b.at!.getTime()),
      (rows) => tx.insert(auditLog).values(rows),
    )
    if (!open) throw new Error('No campaign of the season is open.')
    return open
  })
  return { accounts: hashed.map(({ login, name, role, password }) => ({ login, name, role, password })), ...season }
}
