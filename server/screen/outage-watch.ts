/** Looks for screens that are missed or back, when one comes or goes and every few seconds. */
import { listen } from '#server/bus.ts'
import { report } from '#server/log/report.ts'
import { GRACE_MS, OPENING_GRACE_MS } from '#shared/screen/outage.ts'
import { noticeOutages } from './outages.ts'
import { tellOutages } from './webhook.ts'

export interface OutageWatch {
  /** How often, ms. */
  everyMs: number
  /** After a start of the server all screens are away: until they have come back nobody is missed, ms. */
  settleMs: number
  graces: { lost: number; opening: number }
}
const USUAL: OutageWatch = {
  everyMs: 5_000,
  settleMs: 2 * 60_000,
  graces: { lost: GRACE_MS, opening: OPENING_GRACE_MS },
}

/** @returns `stop` looks no more; `ended` to be awaited before the database is closed */
export function watchOutages(watch: OutageWatch = USUAL): { stop: () => void; ended: () => Promise<void> } {
  const from = performance.now() + watch.settleMs
  let underWay = Promise.resolve()
  let waiting = false
  let stopped = false
  const look = async () => {
    waiting = false
    if (stopped || performance.now() < from) return
    const { begun, ended } = await noticeOutages(new Date(), watch.graces)
    if (begun + ended > 0) await tellOutages()
  }
  const ask = () => {
    // One more look is enough, however many ask for it meanwhile.
    if (waiting) return
    waiting = true
    underWay = underWay.then(look).catch((error: unknown) => report('error', 'screen', error, { doing: 'outages' }))
  }
  const timer = setInterval(ask, watch.everyMs).unref()
  const unlisten = listen(['screen:went-online', 'screen:went-offline'], ask)
  return {
    stop() {
      stopped = true
      clearInterval(timer)
      unlisten()
    },
    ended: () => underWay,
  }
}
