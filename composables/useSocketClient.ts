import type { Socket } from 'socket.io-client'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** Minimum time between two reloads for a protocol mismatch, in ms: a reload may not help. */
const RELOAD_PAUSE_MS = 5 * 60_000
/** Pause before a handshake is retried that was refused for another reason than credentials or protocol, in ms. */
const RETRY_MS = 5_000
/** When the page was last reloaded for a protocol mismatch; survives the reload, but is gone with the tab. */
const RELOADED_KEY = 'jmt-protocol-reload'

/** @returns 0 after it has reloaded, otherwise how long not to try again, in ms */
export function reloadOnce(): number {
  const since = Date.now() - Number(sessionStorage.getItem(RELOADED_KEY) ?? 0)
  // Negative: the clock of a device without a battery was set meanwhile.
  if (since >= 0 && since < RELOAD_PAUSE_MS) return RELOAD_PAUSE_MS - since
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
  location.reload()
  return 0
}

/**
 * Opens a namespace; the client's code is loaded on demand. Reconnects until `disconnect()`, at most 5 s
 * apart.
 * @param onRefused the server does not accept the credentials; call `connect()` on the socket once there are new ones.
 */
export async function openSocketClient<S extends Socket>(namespace: string, onRefused: () => void): Promise<S> {
  const { io } = await import('socket.io-client')
  const socket = io(namespace, {
    auth: { protocol: PROTOCOL_VERSION },
    // WebSocket first, polling where it is not available. No upgrade of an open connection: a refused upgrade could
    // break it.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 8_000,
  })
  let retry: ReturnType<typeof setTimeout> | undefined
  const tryAgain = (ms: number) => {
    clearTimeout(retry)
    retry = setTimeout(() => socket.connect(), ms)
  }
  socket.on('connect_error', (error: Error & { data?: HandshakeRefusal }) => {
    // While `active`, the client retries by itself: the server cannot be reached.
    if (socket.active) return
    if (error.data?.code === 'unauthenticated') return onRefused()
    // Try again although the reload did not help: the server may be updated later.
    if (error.data?.code === 'protocol') return tryAgain(reloadOnce() || RELOAD_PAUSE_MS)
    tryAgain(RETRY_MS)
  })
  socket.on('disconnect', (reason) => {
    // Disconnected by the server: the next handshake tells the reason.
    if (reason === 'io server disconnect') socket.connect()
  })
  const disconnect = socket.disconnect.bind(socket)
  // A pending retry must not reconnect after `disconnect()`.
  socket.disconnect = () => {
    clearTimeout(retry)
    return disconnect()
  }
  return socket as S
}
