import { clockNotice, useClock } from '#server/clock.ts'
import { report } from '#server/log/report.ts'
import { newestDay, readDatabaseTime } from '#server/campaign/queries/newest-day.ts'

/** How often the clock is looked at, in ms. */
const LOOK_MS = 5_000

export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  const clock = useClock()
  let begun = false
  let said: string | null = null
  const look = async () => {
    if (!begun) clock.begin(await newestDay())
    begun = true
    clock.compare(await readDatabaseTime())
  }
  const tell = () => {
    const notice = clockNotice()
    if (notice !== said) report('error', 'clock', notice ?? '时钟恢复正常，继续计数')
    said = notice
  }
  // A database that is away says nothing about the clock.
  const lookAndTell = () => look().then(tell, tell)
  void lookAndTell()
  const timer = setInterval(() => void lookAndTell(), LOOK_MS).unref()
  nitroApp.hooks.hook('stopping', () => clearInterval(timer))
})
