import { NAMESPACES } from '#shared/realtime/protocol.ts'
import { type OfficeSocket, useCampaignWatches } from '~/composables/useCampaignWatches.ts'

// One connection shared by all components of the office; none on the server, where no component is mounted.
const connected = ref(false)
/** The server refused the session. */
const refused = ref(false)
const watches = useCampaignWatches()
const changes = new Set<(campaignId: string) => void>()
const screens = new Set<(screenId: string) => void>()
const waiting = new Set<() => void>()
let users = 0
let socket: OfficeSocket | undefined

/** Events during a disconnection are missed: watch again and have every component fetch again. */
function onConnect(to: OfficeSocket, again: boolean): void {
  connected.value = true
  refused.value = false
  watches.connected(to)
  if (!again) return
  for (const call of [...changes, ...screens, ...waiting]) call('')
}

function onDisconnect(): void {
  connected.value = false
  watches.disconnected()
}

async function acquire(): Promise<void> {
  users += 1
  if (users > 1) return
  const opened = await openSocketClient<OfficeSocket>(NAMESPACES.office, () => {
    refused.value = true
  })
  // The component was unmounted before the socket code had loaded.
  if (users === 0 || socket) return void opened.disconnect()
  socket = opened
  let before = false
  socket.on('connect', () => {
    onConnect(opened, before)
    before = true
  })
  socket.on('disconnect', onDisconnect)
  socket.on('reach:changed', ({ campaignId }) => watches.moved(campaignId))
  socket.on('campaign:changed', ({ campaignId }) => changes.forEach((call) => call(campaignId)))
  socket.on('waiting:changed', () => waiting.forEach((call) => call()))
  socket.on('screen:changed', ({ screenId }) => screens.forEach((call) => call(screenId)))
}

function release(): void {
  users -= 1
  if (users > 0) return
  socket?.disconnect()
  socket = undefined
  refused.value = false
  onDisconnect()
}

/**
 * Live updates for the office while a component is mounted; its subscriptions end when it is unmounted. The callbacks
 * say only that something changed (also after a reconnection): fetch it again.
 */
export function useOfficeSocket() {
  const cleanups: (() => void)[] = []
  onMounted(() => {
    // Without live updates the page still works by reloading.
    acquire().catch(() => {})
    cleanups.push(release)
  })
  onBeforeUnmount(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

  /**
   * @param onChange called at most 4 times a second. @returns whether the server sends changes of this campaign: false
   * while the watch is refused, even when the connection is open
   */
  function watchCampaign(campaignId: string, onChange: () => void): Readonly<Ref<boolean>> {
    if (import.meta.server) return ref(false)
    const { live, remove } = watches.add(campaignId, onChange)
    cleanups.push(remove)
    return live
  }

  /**
   * Somebody edited or closed a campaign, or changed its touchpoints. @param callback gets its id, or '' when any may
   * have changed.
   */
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

  /** Somebody submitted a card, or decided about a card or about content. */
  function onWaitingChange(callback: () => void): void {
    if (import.meta.server) return
    waiting.add(callback)
    cleanups.push(() => waiting.delete(callback))
  }

  /** Called when there may be a new session. */
  const reconnect = () => void socket?.connect()

  return {
    connected: readonly(connected),
    refused: readonly(refused),
    reconnect,
    watchCampaign,
    onCampaignChange,
    onScreenChange,
    onWaitingChange,
  }
}
