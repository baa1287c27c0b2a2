/**
 * Members choose their names themselves, when they join. Where two look the same, or one looks like the system's or a
 * role's, the account stands beside the name, everywhere: nobody can pass for a colleague.
 */
import { eq, sql, type SQL } from 'drizzle-orm'
import type { alias } from 'drizzle-orm/pg-core'
import type { Executor } from '#server/database/client.ts'
import { members, stations } from '#server/database/schema/index.ts'
import { ROLE_LABELS } from '#shared/member/role.ts'
import { unified } from './look-alikes.ts'

type Members = typeof members | ReturnType<typeof alias<typeof members, string>>

/** In queries: the name as it is shown to members. */
export const shownNameOf = (table: Members): SQL<string> =>
  sql<string>`case when ${table.namesake} then ${table.name} || '（' || ${table.login} || '）' else ${table.name} end`
export const shownName = shownNameOf(members)

/** The same of a row. */
export const nameShown = ({ name, login, namesake }: { name: string; login: string; namesake: boolean }): string =>
  namesake ? `${name}（${login}）` : name

/** What stands in brackets could be another's account. */
const BRACKETS = /\p{Ps}.*?(?:\p{Pe}|$)/gu

/**
 * Names with the same key look the same: width, case, spaces, signs and what nobody sees are no difference, nor are
 * characters that are taken for each other.
 */
export function nameKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().normalize('NFKC')
  const bare = folded.replace(BRACKETS, '').replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '')
  return unified(bare || folded)
}

/** As the audit log calls the system, and what a role is called. */
const RESERVED = ['系统', ...Object.values(ROLE_LABELS)].map(nameKey)

/** Marks the members of a station whose names need their accounts beside them. @returns their ids */
export async function markNamesakes(tx: Executor, stationId: string): Promise<Set<string>> {
  const rows = await tx
    .select({ id: members.id, name: members.name, namesake: members.namesake })
    .from(members)
    .where(eq(members.stationId, stationId))
  const counts = new Map(RESERVED.map((key) => [key, 1]))
  for (const { name } of rows) counts.set(nameKey(name), (counts.get(nameKey(name)) ?? 0) + 1)
  const marked = new Set(rows.filter(({ name }) => (counts.get(nameKey(name)) ?? 0) > 1).map(({ id }) => id))
  for (const { id, namesake } of rows) {
    if (namesake !== marked.has(id)) await tx.update(members).set({ namesake: !namesake }).where(eq(members.id, id))
  }
  return marked
}

/** Of all stations: members of an earlier version, or from a backup of one. */
export async function markAllNamesakes(db: Executor): Promise<void> {
  for (const { id } of await db.select({ id: stations.id }).from(stations)) await markNamesakes(db, id)
}
