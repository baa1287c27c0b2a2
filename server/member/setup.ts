/** First run: a one-time code, with which the station and its first admin are created. Usable outside Nitro. */
import { createHash, randomInt } from 'node:crypto'
import { lt } from 'drizzle-orm'
import { type Database, type Executor, useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { members, setupCodes, stations } from '#server/database/schema/index.ts'
import { SHORT_CODE_ALPHABET } from '#shared/campaign/code.ts'
import { AppError } from '#shared/errors.ts'
import { FREE_FAILURES_OF_STRANGERS } from '#shared/member/lockout.ts'
import type { Setup } from '#shared/member/setup.ts'
import { createMember, type LoggedIn } from './accounts.ts'
import { writeAudit } from './audit.ts'
import { hashPassword } from './hash.ts'
import type { LoginDevice } from './known-device.ts'
import { refuseWeak } from './new-password.ts'
import { countAttempt } from './throttle.ts'

/** Codes older than this are deleted, in ms. */
const KEEP_MS = 30 * 24 * 3600_000

const hashOf = (code: string) => createHash('sha256').update(code).digest()

/** 31^8 ≈ 8.5 × 10^11 codes; attempts are rate-limited. */
function makeSetupCode(): string {
  const part = () =>
    Array.from({ length: 4 }, () => SHORT_CODE_ALPHABET[randomInt(SHORT_CODE_ALPHABET.length)]).join('')
  return `${part()}-${part()}`
}

export async function needsSetup(db: Executor): Promise<boolean> {
  return (await db.select({ id: members.id }).from(members).limit(1)).length === 0
}

export async function removeOldCodes(db: Executor, now: Date): Promise<void> {
  await db.delete(setupCodes).where(lt(setupCodes.createdAt, new Date(now.getTime() - KEEP_MS)))
}

/**
 * Creates a one-time code while there is no member; only its hash is stored. Codes of earlier starts, and of other
 * nodes on the same database, stay valid.
 */
export async function createSetupCode(db: Database, now = new Date()): Promise<string | undefined> {
  if (!(await needsSetup(db))) return undefined
  const code = makeSetupCode()
  await removeOldCodes(db, now)
  await db.insert(setupCodes).values({ codeHash: hashOf(code), createdAt: now })
  return code
}

/**
 * Creates the station and its first admin. Single-use: of two concurrent requests, one waits for the other's row locks
 * and then finds no code left.
 * @param from whom attempts are counted: a browser, and its network, because a browser can take any name.
 * @throws AppError `gone` once there is a member, `bad_input` for a wrong code, `too_many`.
 */
export async function setUp(
  input: Setup,
  from: Pick<LoginDevice, 'strangerHash' | 'networkHash' | 'siteHash'>,
): Promise<LoggedIn> {
  const db = useDatabase()
  const done = () => new AppError('gone', '系统已经设置过了，请直接登录。')
  if (!(await needsSetup(db))) throw done()
  const attempt = await countAttempt(
    [
      { key: `setup|device:${from.strangerHash}` },
      { key: `setup|network:${from.networkHash}`, free: FREE_FAILURES_OF_STRANGERS },
    ],
    '设置码输错太多次',
  )
  const { stationName, hallName, placeName, telephone, address, login, name: ownName } = input
  const owner = { login, name: ownName, station: [stationName, hallName, placeName, telephone, address] }
  const passwordHash = await attempt.during(async () => {
    await refuseWeak('password', input.password, owner)
    return hashPassword(input.password, { lane: 'stranger', share: from.siteHash })
  })
  const made = await db.transaction(async (tx) => {
    const codes = await tx.delete(setupCodes).returning({ hash: setupCodes.codeHash })
    if (!(await needsSetup(tx))) throw done()
    const hash = hashOf(input.code)
    if (!codes.some((code) => hash.equals(code.hash)))
      throw new AppError('bad_input', '设置码不对，请看启动时的那一行。', {
        code: '设置码不对，请看启动时的那一行',
      })
    const station = one(
      await tx
        .insert(stations)
        .values({ name: stationName, hallName, placeName, population: input.population, telephone, address })
        .returning({ id: stations.id }),
    )
    const made = await createMember(tx, {
      stationId: station.id,
      login,
      name: ownName,
      role: 'admin',
      passwordHash,
    })
    await writeAudit(tx, made.member, {
      action: 'station.create',
      subjectType: 'station',
      subjectId: station.id,
      detail: { name: stationName },
    })
    return made
  })
  await attempt.succeed()
  return made
}
