/** A campaign of the season with its touchpoints and their activity. */
import { v7 } from 'uuid'
import { makeCode } from '#server/campaign/codes.ts'
import { recordReach, type ReachEvent } from '#server/campaign/reach.ts'
import type { Transaction } from '#server/database/client.ts'
import { attempts, campaigns, shares, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import type { TouchpointKind } from '#shared/campaign/touchpoint.ts'
import type { Role } from '#shared/member/role.ts'
import { dayOf } from '#shared/station.ts'
import { dayAfter, momentsAt } from './arrivals.ts'
import { readBank } from './bank.ts'
import type { CampaignPlan } from './plan.ts'
import { seededRandom } from './random.ts'
import { type Arrival, inventVisits } from './visits.ts'
import { type Actor, type Audit, inBatches, insertAnswers, noteTo } from './rows.ts'

/** Random seed; another one gives other figures. */
const SEED = 96_110

export async function seedCampaign(
  tx: Transaction,
  plan: CampaignPlan,
  mark: string,
  staff: Record<Role, Actor>,
  audit: Audit,
  now: Date,
) {
  const at = (day: string, time: string) => new Date(`${day}T${time}+08:00`)
  const startsOn = dayAfter(dayOf(now), plan.startsIn)
  const createdAt = at(dayAfter(startsOn, -3), '10:20:00')
  const closedAt = plan.closedIn === undefined ? null : at(dayAfter(dayOf(now), plan.closedIn), '17:05:00')
  const { goalContacts, goalCompletions, population, slogan } = plan
  const campaignId = v7({ msecs: createdAt.getTime() })
  const title = plan.title + mark
  const random = seededRandom(SEED + plan.startsIn)
  await tx.insert(campaigns).values({
    id: campaignId,
    stationId: staff.officer.stationId,
    title,
    slogan,
    startsOn,
    endsOn: dayAfter(dayOf(now), plan.endsIn),
    status: closedAt ? 'closed' : 'open',
    goalContacts,
    goalCompletions,
    population,
    createdBy: staff.officer.id,
    createdAt,
    closedAt,
  })
  const note = noteTo(audit, staff.officer)
  note(createdAt, 'campaign.create', campaignId, { title })
  if (closedAt) note(closedAt, 'campaign.close', campaignId, { title })

  const days = (plan.closedIn === undefined ? 0 : plan.endsIn) - plan.startsIn + 1
  const until = closedAt ?? now
  const events: ReachEvent[] = []
  const arrivals: Arrival[] = []
  const codes: Partial<Record<TouchpointKind, string>> = {}
  let screenTouchpointId: string | undefined
  for (const [index, touchpoint] of plan.touchpoints.entries()) {
    const { kind, name, place, grid, plannedCount, contacts, source = 'staff' } = touchpoint
    const madeAt = new Date(createdAt.getTime() + (index + 1) * 240_000)
    const id = v7({ msecs: madeAt.getTime() })
    const code = makeCode()
    await tx.insert(touchpoints).values({ id, campaignId, kind, name, place, grid, plannedCount, createdAt: madeAt })
    await tx.insert(shortCodes).values({ code, touchpointId: id, createdAt: madeAt })
    codes[kind] = code
    if (kind === 'screen') screenTouchpointId = id
    note(madeAt, 'touchpoint.create', id, { campaignId, kind, name, code })
    for (const [on, quantity] of contacts) {
      const day = dayAfter(startsOn, on)
      const enteredAt = at(day, '20:40:00')
      if (enteredAt > until) continue
      const by = source === 'staff' ? staff.volunteer : staff.docent
      events.push({
        id: v7({ msecs: enteredAt.getTime() }),
        campaignId,
        touchpointId: id,
        kind: 'contact',
        source,
        quantity,
        memberId: by.id,
        at: enteredAt,
        day,
      })
      noteTo(audit, by)(enteredAt, 'contact.report', id, { name, day, source, quantity })
    }
    arrivals.push(
      ...momentsAt(touchpoint, startsOn, days, random)
        .filter((moment) => moment < until)
        .map((moment) => ({ touchpointId: id, at: moment })),
    )
  }

  const visits = inventVisits(arrivals, { campaignId, bank: readBank(), random, until })
  for (const step of visits.steps) {
    await inBatches(step.attempts, (rows) => tx.insert(attempts).values(rows))
    await inBatches(step.shares, (rows) => tx.insert(shares).values(rows))
    await inBatches(step.shares, (rows) =>
      tx.insert(shortCodes).values(
        rows.map(({ id, touchpointId, createdAt: sharedAt }) => ({
          code: makeCode(),
          touchpointId,
          shareId: id!,
          createdAt: sharedAt,
        })),
      ),
    )
  }
  await inBatches(visits.answers, (rows) => insertAnswers(tx, rows))
  await inBatches(
    [...events, ...visits.events].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    (rows) => recordReach(tx, rows),
  )
  return { campaignId, codes, screenTouchpointId }
}
