import { useEventListener, useIntervalFn } from '@vueuse/core'
import { HEALTH_MS, type Picture, pictureOf } from '#shared/screen/health.ts'
import type { View } from '#shared/screen/view.ts'
import { noteScreenError, waitingErrors } from './screen-errors.ts'
import { useScreenPlays } from './screen-plays.ts'
import type { ScreenSocket } from './screen-socket.ts'

/** Timeout of a report, ms. */
const TIMEOUT_MS = 8_000

/** Browsers tell only over https, and with some reserve. */
async function freeBytes(): Promise<number | null> {
  if (!('storage' in navigator)) return null
  const found = await navigator.storage.estimate().catch(() => undefined)
  if (found?.quota === undefined || found.usage === undefined) return null
  return Math.max(0, Math.round(found.quota - found.usage))
}

/** Tells the server about this page, now and then and when it is asked: client only. */
export function useScreenHealth(link: () => ScreenSocket | undefined, view: () => View): void {
  const { buildId: build } = useRuntimeConfig().app
  const { now } = useServerClock()
  const { playing } = useScreenPlays()
  const shown = computed(() => pictureOf(view(), playing.value?.id))
  let picture: Picture | null = null
  // After the view has changed, as with its own report.
  watch(
    shown,
    (seen, before) => {
      if (!seen) picture = null
      else if (JSON.stringify(seen) !== JSON.stringify(before)) picture = { ...seen, since: Math.round(now()) }
    },
    { flush: 'post', immediate: true },
  )

  async function tell(): Promise<void> {
    const socket = link()
    if (!socket?.connected) return
    const { errors, told } = waitingErrors()
    const free = await freeBytes()
    socket.timeout(TIMEOUT_MS).emit(
      'screen:health',
      {
        build,
        uptimeMs: Math.round(performance.now()),
        freeBytes: free,
        width: Math.max(1, innerWidth),
        height: Math.max(1, innerHeight),
        picture,
        errors,
      },
      (error, result) => {
        if (!error && result.ok) told()
      },
    )
  }
  const say = () => void tell()
  watch(
    link,
    (socket, _before, onCleanup) => {
      if (!socket) return
      socket.on('connect', say)
      socket.on('screen:look', say)
      if (socket.connected) say()
      onCleanup(() => {
        socket.off('connect', say)
        socket.off('screen:look', say)
      })
    },
    { immediate: true },
  )
  useIntervalFn(say, HEALTH_MS)

  useEventListener('unhandledrejection', ({ reason }) => noteScreenError('promise', reason))
  useEventListener(
    'error',
    (event: ErrorEvent | Event) => {
      if (event instanceof ErrorEvent)
        return noteScreenError('script', event.error ?? event.message, `${event.filename}:${event.lineno}`)
      const { target } = event
      const file = target instanceof HTMLImageElement || target instanceof HTMLScriptElement ? target.src : ''
      // What is drawn in the page itself has no address of its own.
      if (file && !file.startsWith('data:')) noteScreenError('file', new Error('not loaded'), file)
    },
    { capture: true },
  )
}
