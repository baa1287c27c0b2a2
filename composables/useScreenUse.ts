import { useEventListener, useIntervalFn } from '@vueuse/core'
import { useScreenPlays } from './screen-plays.ts'
import {
  DAYS_KEPT,
  isUseReport,
  NO_USE,
  PLAYS_MAX,
  ROWS_MAX,
  SESSION_MS,
  type UseCounts,
  type UseReport,
  type UseRow,
} from '#shared/screen/use.ts'
import { dayOf } from '#shared/station.ts'
import type { ScreenSocket } from './screen-socket.ts'

/** How often what was counted is kept and told, ms. */
const TELL_MS = 60_000
/** A step of a play is told sooner, ms. */
const SOON_MS = 2_000
/** A pause of the page longer than this was sleep, not showing, ms. */
const TICK_MAX_MS = 5_000
const TIMEOUT_MS = 8_000
/** Plays that wait for the server; of more, the oldest are lost. */
const WAITING_MAX = 2_000
const DAY_MS = 24 * 3600_000

/** Counts how this screen is used, by day and view, and tells the server; client only. Nothing says by whom. */
export function useScreenUse(link: () => ScreenSocket | undefined, view: () => string): void {
  const { now } = useServerClock()
  const { onStep, randomId } = useScreenPlays()
  const kept = useKept('jmt-screen-use', isUseReport)
  const run = kept.value?.run ?? randomId()
  const rows = new Map<string, UseRow>((kept.value?.rows ?? []).map((row) => [`${row.day} ${row.view}`, row]))
  let plays = kept.value?.plays ?? []
  /** Keys of rows that the server does not have as they are now. */
  const news = new Set(rows.keys())
  let touchedAt = -Infinity
  let busy = false

  const viewNow = () => (document.querySelector('dialog[open]') ? 'emergency' : view())
  function add(count: keyof UseCounts, amount = 1): void {
    const day = dayOf(new Date(now()))
    const key = `${day} ${viewNow()}`
    const row = rows.get(key) ?? { day, view: viewNow(), ...NO_USE }
    rows.set(key, { ...row, [count]: row[count] + amount })
    news.add(key)
  }
  const whole = (row: UseRow): UseRow => ({ ...row, seconds: Math.min(24 * 3600, Math.floor(row.seconds)) })
  function keep(): void {
    const first = dayOf(new Date(now() - DAYS_KEPT * DAY_MS))
    for (const [key, { day }] of rows) if (day < first) rows.delete(key)
    kept.value = { run, rows: [...rows.values()], plays }
  }

  /** What the server has of earlier days is not kept any longer. */
  function settle({ rows: told, plays: toldPlays }: UseReport): void {
    const today = dayOf(new Date(now()))
    for (const row of told) {
      const key = `${row.day} ${row.view}`
      const current = rows.get(key)
      if (!current || JSON.stringify(whole(current)) !== JSON.stringify(row)) continue
      news.delete(key)
      if (row.day < today) rows.delete(key)
    }
    const done = new Set(toldPlays.map(({ session, step }) => session + step))
    plays = plays.filter(({ session, step }) => !done.has(session + step))
    keep()
  }
  async function tell(): Promise<void> {
    const socket = link()
    keep()
    if (busy || !socket?.connected) return
    const told = [...news].flatMap((key) => rows.get(key) ?? []).slice(0, ROWS_MAX)
    const report = { run, rows: told.map(whole), plays: plays.slice(0, PLAYS_MAX) }
    if (report.rows.length + report.plays.length === 0) return
    busy = true
    const result = await socket
      .timeout(TIMEOUT_MS)
      .emitWithAck('screen:use', report)
      .catch(() => undefined)
    busy = false
    // What is refused by its fields would be refused for ever, and stand in the way of all that follows.
    if (result && (result.ok || result.error.fields)) settle(report)
    if (result?.ok && plays.length > 0) void tell()
  }

  let tickedAt = performance.now()
  useIntervalFn(() => {
    const at = performance.now()
    const passed = at - tickedAt
    tickedAt = at
    if (passed < TICK_MAX_MS && document.visibilityState === 'visible') add('seconds', passed / 1_000)
  }, 1_000)
  useEventListener(
    'pointerdown',
    () => {
      const at = performance.now()
      if (at - touchedAt > SESSION_MS) add('sessions')
      touchedAt = at
      add('touches')
    },
    { capture: true, passive: true },
  )
  let soon: ReturnType<typeof setTimeout> | undefined
  const stop = onStep(({ session, step }) => {
    add(step === 'start' ? 'starts' : 'completions')
    plays = [...plays, { session, step, at: Math.round(now()) }].slice(-WAITING_MAX)
    clearTimeout(soon)
    soon = setTimeout(() => void tell(), SOON_MS)
    keep()
  })
  useIntervalFn(() => void tell(), TELL_MS)
  watch(
    link,
    (socket, _before, onCleanup) => {
      const say = () => void tell()
      socket?.on('connect', say)
      onCleanup(() => socket?.off('connect', say))
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(soon)
    stop()
    keep()
  })
}
