/** Tells a station's webhook of outages: once that a screen is missed, and once that it is back. */
import { and, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { screenOutages, screens, screenStations, stations } from '#server/database/schema/index.ts'
import { report } from '#server/log/report.ts'
import { momentText } from '#shared/member/time.ts'
import { quoted } from '#shared/quoted.ts'

/** An address that does not answer in this time has failed, ms. */
const TIMEOUT_MS = 10_000
/** Pause after the first failure, ms: doubled each time up to an hour. A claim that was never ended lasts as long. */
const RETRY_MS = 60_000
const RETRY_MAX_MS = 3600_000
/** After about half a day of failures nobody is waiting for it any more. */
const TRIES_MAX = 16

export interface OutageMessage {
  event: 'screen.missed' | 'screen.back'
  /** The same for each attempt. */
  id: string
  screen: { id: string; name: string; zone: string }
  station: string
  since: string
  until: string | null
  /** The form that group robots of WeCom and DingTalk take. */
  msgtype: 'text'
  text: { content: string }
}

/** @returns whether it was taken; nothing of the answer is read, and no redirect is followed. */
async function post(url: string, message: OutageMessage, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** What is due and not told; each is claimed by one node, until its next attempt. */
async function claim(now: Date) {
  const pause = sql`least(${RETRY_MAX_MS}, ${RETRY_MS} * power(2, ${screenOutages.tries})) * interval '1 millisecond'`
  const due = useDatabase()
    .select({ id: screenOutages.id })
    .from(screenOutages)
    .where(and(isNotNull(screenOutages.nextAt), lte(screenOutages.nextAt, now)))
    .limit(50)
    .for('update', { skipLocked: true })
  return useDatabase()
    .update(screenOutages)
    .set({
      tries: sql`${screenOutages.tries} + 1`,
      nextAt: sql`case when ${screenOutages.tries} + 1 >= ${TRIES_MAX} then null
        else ${now.toISOString()}::timestamptz + ${pause} end`,
    })
    .where(sql`${screenOutages.id} in ${due}`)
    .returning()
}

/** Tells what is due; called when an outage begins or ends, and by a job each minute for what has failed. */
export async function tellOutages(now = new Date(), timeoutMs = TIMEOUT_MS): Promise<void> {
  const claimed = await claim(now)
  await Promise.all(
    claimed.map(async (outage) => {
      const [about] = await useDatabase()
        .select({
          screen: { id: screens.id, name: screens.name, zone: screens.zone },
          station: stations.name,
          url: screenStations.webhookUrl,
        })
        .from(screens)
        .innerJoin(stations, eq(stations.id, screens.stationId))
        .leftJoin(screenStations, eq(screenStations.stationId, stations.id))
        .where(eq(screens.id, outage.screenId))
      const settle = (set: Partial<typeof screenOutages.$inferInsert>) =>
        useDatabase()
          .update(screenOutages)
          .set({ tries: 0, nextAt: null, ...set })
          // Ended meanwhile: then there is more to tell.
          .where(
            and(
              eq(screenOutages.id, outage.id),
              outage.endedAt ? isNotNull(screenOutages.endedAt) : sql`${screenOutages.endedAt} is null`,
            ),
          )
      // The webhook was taken away.
      if (!about?.url) return void (await settle({}))
      const { screen, station, url } = about
      const back = outage.endedAt
      const where = screen.zone ? `${screen.name}（${screen.zone}）` : screen.name
      const content = back
        ? `互动屏${quoted(where)}又在线了：${momentText(outage.since)} 起离线，${momentText(back)} 恢复。${station}`
        : `互动屏${quoted(where)}离线了，${momentText(outage.since)} 起。请看看电源和网线。${station}`
      const taken = await post(
        url,
        {
          event: back ? 'screen.back' : 'screen.missed',
          id: outage.id,
          screen,
          station,
          since: outage.since.toISOString(),
          until: back?.toISOString() ?? null,
          msgtype: 'text',
          text: { content },
        },
        timeoutMs,
      )
      if (!taken) return report('warn', 'screen', '告警地址没有收下消息', { tries: outage.tries })
      const told = await settle(back ? { backToldAt: now } : { toldAt: now }).returning({ id: screenOutages.id })
      if (told.length > 0 || back) return
      // It is back already, and whoever heard that it is missed hears that, too.
      await useDatabase()
        .update(screenOutages)
        .set({ toldAt: now, tries: 0, nextAt: now })
        .where(eq(screenOutages.id, outage.id))
    }),
  )
}
