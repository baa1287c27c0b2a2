import { errorShape, ERRORS_PER_REPORT, type ScreenError } from '#shared/screen/health.ts'

/** Different errors that wait to be told; of a page that fails on and on, the first ones say most. */
const WAITING_MAX = 20

const waiting = new Map<string, ScreenError>()

/** Notes an error of this page by its shape, for the office. */
export function noteScreenError(kind: ScreenError['kind'], error: unknown, place = ''): void {
  const known = error instanceof Error
  const stack = known ? (error.stack ?? '').split('\n').slice(1).join('\n') : ''
  const shape = errorShape(known ? error.name : 'Error', known ? error.message : String(error), place || stack)
  const key = `${kind} ${shape}`
  const before = waiting.get(key)
  if (!before && waiting.size >= WAITING_MAX) return
  waiting.set(key, { kind, shape, at: Date.now(), times: (before?.times ?? 0) + 1 })
}

/** The errors to tell next. @returns `told`: to be called once the server has them */
export function waitingErrors(): { errors: ScreenError[]; told: () => void } {
  const entries = [...waiting].slice(0, ERRORS_PER_REPORT)
  return {
    errors: entries.map(([, error]) => error),
    told: () => {
      for (const [key, { times }] of entries) {
        const now = waiting.get(key)
        if (!now) continue
        if (now.times > times) waiting.set(key, { ...now, times: now.times - times })
        else waiting.delete(key)
      }
    },
  }
}
