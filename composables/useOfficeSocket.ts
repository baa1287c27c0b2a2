import type { Socket } from 'socket.io-client'
import type { OfficeClientEvents, OfficeServerEvents } from '#shared/realtime/office.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'

type OfficeSocket = Socket<OfficeServerEvents, OfficeClientEvents>

// One connection for all components of the office; none on the server, which never mounts.
const connected = ref(false)
const campaigns = new Map<string, Set<() => void>>()
const changes = new Set<(campaignId: string) => void>()
const screens = new Set<(screenId: string) => void>()
let users = 0
let socket: OfficeSocket | undefined

const watch = (campaignId: string) => socket?.connected && socket.timeout(5_000).emit('campaign:watch', { campaignId }, () => {})
const unwatch = (campaignId: string) => socket?.connected && socket.timeout(5_000).emit('campaign:unwatch', { campaignId }, () => {})

/** After a pause nobody knows what was missed: watch again and let everyone fetch again. */
function onConnect(again: boolean): void {
  connected.value = true
  for (const [campaignId, callbacks] of campaigns) {
    watch(campaignId)
    if (again) callbacks.forEach((call) => call())
  }
  if (!again) return
  for (const call of [...changes, ...screens]) call('')
}

async function acquire(): Promise<void> {
  users += 1
  if (users > 1) return
  const opened = await openSocketClient<OfficeSocket>(NAMESPACES.office, () => { connected.value = false })
  // Left before the code had been loaded.
  if (users === 0 || socket) return void opened.disconnect()
  socket = opened
  let before = false
  socket.on('connect', () => {
    onConnect(before)
    before = true
  })
  socket.on('disconnect', () => { connected.value = false })
  socket.on('reach:changed', ({ campaignId }) => campaigns.get(campaignId)?.forEach((call) => call()))
  socket.on('campaign:changed', ({ campaignId }) => changes.forEach((call) => call(campaignId)))
  socket.on('screen:changed', ({ screenId }) => screens.forEach((call) => call(screenId)))
}

function release(): void {
  users -= 1
  if (users > 0) return
  socket?.disconnect()
  socket = undefined
  connected.value = false
}

/**
 * News for the office while a component is on the page; everything is given back when it leaves. The callbacks say only
 * that something moved (also after a reconnection): fetch it again.
 */
export function useOfficeSocket() {
  const cleanups: (() => void)[] = []
  onMounted(() => {
    // Without live news the page still works by reloading.
    acquire().catch(() => {})
    cleanups.push(release)
  })
  onBeforeUnmount(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

  /** At most 4 calls a second. */
  function watchCampaign(campaignId: string, onChange: () => void): void {
    if (import.meta.server) return
    const callbacks = campaigns.get(campaignId) ?? new Set()
    campaigns.set(campaignId, callbacks.add(onChange))
    watch(campaignId)
    cleanups.push(() => {
      callbacks.delete(onChange)
      if (callbacks.size > 0) return
      campaigns.delete(campaignId)
      unwatch(campaignId)
    })
  }

  /** Somebody edited or closed a campaign, or changed its touchpoints. @param callback gets its id, or '' when any may have changed. */
  function onCampaignChange(callback: (campaignId: string) => void): void {
    if (import.meta.server) return
    changes.add(callback)
    cleanups.push(() => changes.delete(callback))
  }

  /** @param callback gets the id of the screen, or '' when any may have changed. */
  function onScreenChange(callback: (screenId: string) => void): void {
    if (import.meta.server) return
    screens.add(callback)
    cleanups.push(() => screens.delete(callback))
  }

  return { connected: readonly(connected), watchCampaign, onCampaignChange, onScreenChange }
}
