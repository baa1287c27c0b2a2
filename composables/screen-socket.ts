import type { Socket } from 'socket.io-client'
import type { ScreenClientEvents, ScreenServerEvents } from '#shared/realtime/screens.ts'

/** The socket of a hall screen. A file of its own, so that tests can name it outside of any page. */
export type ScreenSocket = Socket<ScreenServerEvents, ScreenClientEvents>
