import type { Socket } from 'socket.io-client'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** A page that the server no longer understands reloads at most once in this time, in ms: a reload may not help. */
const RELOAD_PAUSE_MS = 5 * 60_000
/** Until a refused handshake that was nobody's fault is tried again, in ms. */
const RETRY_MS = 5_000

function reloadOnce(): void {
  const key = 'jmt-protocol-reload'
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < RELOAD_PAUSE_MS) return
  sessionStorage.setItem(key, String(Date.now()))
  location.reload()
}

/**
 * Opens a namespace; its code is loaded only now. Reconnects by itself for as long as the page lives, at most 5 s apart.
 * @param onRefused the server does not accept the credentials; call `connect()` on the socket once there are new ones.
 */
export async function openSocketClient<S extends Socket>(namespace: string, onRefused: () => void): Promise<S> {
  const { io } = await import('socket.io-client')
  const socket = io(namespace, {
    auth: { protocol: PROTOCOL_VERSION },
    // WebSocket first, polling where it cannot be had: no upgrade in mid-conversation, which a refusal could cut in two.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 8_000,
  })
  socket.on('connect_error', (error: Error & { data?: HandshakeRefusal }) => {
    // While it is active the client goes on trying by itself: the server cannot be reached.
    if (socket.active) return
    if (error.data?.code === 'unauthenticated') onRefused()
    else if (error.data?.code === 'protocol') reloadOnce()
    else setTimeout(() => socket.connect(), RETRY_MS)
  })
  socket.on('disconnect', (reason) => {
    // Sent away by the server: the next handshake tells why.
    if (reason === 'io server disconnect') socket.connect()
  })
  return socket as S
}
