import type { Socket } from 'socket.io-client'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** A page that the server no longer understands reloads at most once in this time, in ms: a reload may not help. */
const RELOAD_PAUSE_MS = 5 * 60_000
/** Until a refused handshake that was nobody's fault is tried again, in ms. */
const RETRY_MS = 5_000
/** When the page was last reloaded for want of a fitting script; survives the reload, not the tab. */
const RELOADED_KEY = 'jmt-protocol-reload'

/** @returns 0 after it has reloaded, otherwise how long not to do it again, in ms. */
export function reloadOnce(): number {
  const since = Date.now() - Number(sessionStorage.getItem(RELOADED_KEY) ?? 0)
  // Negative: a box without a battery has got its clock set meanwhile.
  if (since >= 0 && since < RELOAD_PAUSE_MS) return RELOAD_PAUSE_MS - since
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
  location.reload()
  return 0
}

/**
 * Opens a namespace; its code is loaded only now. Reconnects by itself for as long as the page lives, at most 5 s
 * apart, until `disconnect()`.
 * @param onRefused the server does not accept the credentials; call `connect()` on the socket once there are new ones.
 */
export async function openSocketClient<S extends Socket>(namespace: string, onRefused: () => void): Promise<S> {
  const { io } = await import('socket.io-client')
  const socket = io(namespace, {
    auth: { protocol: PROTOCOL_VERSION },
    // WebSocket first, polling where it cannot be had: no upgrade in mid-conversation, which a refusal could cut in
    // two.
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
    // While it is active the client goes on trying by itself: the server cannot be reached.
    if (socket.active) return
    if (error.data?.code === 'unauthenticated') return onRefused()
    // A reload that did not help is not the last word: the server may be the one to change.
    if (error.data?.code === 'protocol') return tryAgain(reloadOnce() || RELOAD_PAUSE_MS)
    tryAgain(RETRY_MS)
  })
  socket.on('disconnect', (reason) => {
    // Sent away by the server: the next handshake tells why.
    if (reason === 'io server disconnect') socket.connect()
  })
  const disconnect = socket.disconnect.bind(socket)
  // Whoever leaves while a try is waiting must not be connected behind their back.
  socket.disconnect = () => {
    clearTimeout(retry)
    return disconnect()
  }
  return socket as S
}
