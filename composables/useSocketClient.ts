import type { ManagerOptions, Socket } from 'socket.io-client'
import { ATTEMPT_GAP_MS, type Away, pauseMs, STEADY_MS } from '#shared/realtime/backoff.ts'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import { newId } from '#shared/new-id.ts'

/** Minimum time between two reloads for a protocol mismatch, in ms: a reload may not help. */
const RELOAD_PAUSE_MS = 5 * 60_000
/** When the page was last reloaded for a protocol mismatch; survives the reload, but is gone with the tab. */
const RELOADED_KEY = 'jmt-protocol-reload'
/** An attempt that has not been answered by then has failed, in ms: some proxies accept an upgrade and stay silent. */
const OPEN_MS = 6_000
/** How long a connection by polling lasts before WebSocket is tried again, in ms: doubled each time up to the limit. */
const UPGRADE_MS = 5 * 60_000
const UPGRADE_LONGEST_MS = 60 * 60_000

/** Identifies this page: the server replaces its own lost connections at once, and asks before it replaces others. */
const instance = newId()

/** Other intervals, and options of Socket.IO, for pages that are no browser's. */
export interface SocketSettings extends Partial<Pick<ManagerOptions, 'extraHeaders'>> {
  openMs?: number
  upgradeMs?: number
}

type Transport = 'websocket' | 'polling'
/** What worked last comes first, as long as the page is open. */
let transports: [Transport, Transport] = ['websocket', 'polling']
/** Number of these tries; a proxy that lets one connection through in ten must not end the others all the time. */
let upgrades = 0

const prefer = (first: Transport) => {
  transports = first === 'websocket' ? ['websocket', 'polling'] : ['polling', 'websocket']
}

/** @returns 0 after it has reloaded, otherwise how long not to try again, in ms */
export function reloadOnce(): number {
  try {
    const since = Date.now() - Number(sessionStorage.getItem(RELOADED_KEY) ?? 0)
    // Negative: the clock of a device without a battery was set meanwhile.
    if (since >= 0 && since < RELOAD_PAUSE_MS) return RELOAD_PAUSE_MS - since
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
  } catch {
    // Without storage nothing would keep the next page from reloading too.
    return RELOAD_PAUSE_MS
  }
  location.reload()
  return 0
}

/**
 * Opens a namespace; the client's code is loaded on demand. Reconnects until `disconnect()`, by the rule of
 * `shared/realtime/backoff.ts`: Socket.IO's own would connect at once when the server ends a connection, and forgets
 * its failures as soon as a transport opens.
 * @param onRefused `unauthenticated`: the server does not accept the credentials; call `connect()` on the socket once
 * there are new ones. `elsewhere`: they are in use by another page; the socket tries again by itself.
 */
export async function openSocketClient<S extends Socket>(
  namespace: string,
  onRefused: (code: 'unauthenticated' | 'elsewhere') => void,
  { openMs = OPEN_MS, upgradeMs = UPGRADE_MS, ...options }: SocketSettings = {},
): Promise<S> {
  const { io } = await import('socket.io-client')
  const common = {
    ...options,
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    upgrade: false,
    timeout: openMs,
  }
  const socket = io(namespace, {
    ...common,
    auth: { protocol: PROTOCOL_VERSION, instance },
    // No upgrade of an open connection: a refused upgrade could break it.
    transports,
    tryAllTransports: true,
  })
  const connect = socket.connect.bind(socket)
  const disconnect = socket.disconnect.bind(socket)
  const failures: Record<Away, number> = { lost: 0, 'sent-away': 0 }
  let timer: ReturnType<typeof setTimeout> | undefined
  /** What is due if the connection lasts. */
  const settling: ReturnType<typeof setTimeout>[] = []
  let begun = -ATTEMPT_GAP_MS
  let joined = false

  function attempt(): void {
    begun = performance.now()
    socket.io.opts.transports = transports
    connect()
  }
  /** The only way to an attempt, so that no reason whatever leads to a tight loop. */
  function attemptIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(attempt, Math.max(ms, begun + ATTEMPT_GAP_MS - performance.now()))
  }
  function attemptAfter(why: Away): void {
    attemptIn(pauseMs(why, failures[why], Math.random()))
    failures[why] += 1
  }
  const unsettle = () => settling.splice(0).forEach((each) => clearTimeout(each))

  /** The engine's open transport; undefined while there is none. */
  const transport = (): Transport | undefined => {
    const name = socket.io.engine?.transport?.name
    return name === 'websocket' || name === 'polling' ? name : undefined
  }

  /** The first transport was silent, or broke before the namespace was joined: the other one comes first, at once. */
  function changeTransport(): void {
    const silent = transport()
    const first = silent === transports[0]
    if (silent) prefer(silent === 'websocket' ? 'polling' : 'websocket')
    if (first && silent === 'websocket') attemptIn(0)
    else attemptAfter('lost')
  }
  function upgradeLater(): void {
    settling.push(
      setTimeout(
        () => {
          const { io: manager } = io(namespace, { ...common, transports: ['websocket'] })
          manager.open((error) => {
            manager.engine.close()
            if (error || !socket.connected) return upgradeLater()
            prefer('websocket')
            // Ends as a lost connection does, and the next one begins with WebSocket.
            socket.io.engine.close()
          })
        },
        Math.min(upgradeMs * 2 ** upgrades, UPGRADE_LONGEST_MS),
      ),
    )
    upgrades += 1
  }

  socket.on('connect', () => {
    joined = true
    unsettle()
    const current = transport()
    if (current) prefer(current)
    if (current === 'polling') upgradeLater()
    settling.push(
      setTimeout(() => {
        failures.lost = 0
        failures['sent-away'] = 0
      }, STEADY_MS),
    )
  })
  socket.on('connect_error', (error: Error & { data?: HandshakeRefusal }) => {
    // While `active`, the server was not reached.
    if (socket.active) return error.message === 'timeout' ? changeTransport() : attemptAfter('lost')
    const code = error.data?.code
    // Try again although the reload did not help: the server may be updated later.
    if (code === 'protocol') return attemptIn(reloadOnce() || RELOAD_PAUSE_MS)
    if (code === 'elsewhere') attemptAfter('sent-away')
    if (code === 'unauthenticated' || code === 'elsewhere') return onRefused(code)
    attemptAfter('sent-away')
  })
  socket.on('disconnect', (reason) => {
    unsettle()
    const wasJoined = joined
    joined = false
    if (reason === 'io client disconnect') return
    if (reason === 'io server disconnect') return attemptAfter('sent-away')
    if (wasJoined) attemptAfter('lost')
    else changeTransport()
  })
  socket.connect = () => {
    if (!socket.connected) attemptIn(0)
    return socket
  }
  // A pending attempt must not reconnect after `disconnect()`.
  socket.disconnect = () => {
    clearTimeout(timer)
    unsettle()
    return disconnect()
  }
  attempt()
  return socket as S
}
