/** Limit of the connections that one identity holds at a time, on this node. */
import type { Socket } from 'socket.io'
import { AppError } from '#shared/errors.ts'

export interface CrowdDefinition<D> {
  /** Whose connections are counted together. */
  of: (data: D) => string
  most: number
  /** For the person whose page is refused. */
  message: string
}

/** @param data of a socket that was admitted */
export function keepCrowd<D>({ of, most, message }: CrowdDefinition<D>, data: (socket: Socket) => D) {
  const crowds = new Map<string, Set<Socket>>()

  return {
    /**
     * Before the connection is accepted; counted from here on, so that many at once are not let in together.
     * @throws AppError `too_many`
     */
    admit(socket: Socket): void {
      const key = of(data(socket))
      const crowd = crowds.get(key) ?? new Set()
      // The namespace never hears of the end of those that closed before they were in it.
      for (const other of crowd) if (other.conn.readyState !== 'open') crowd.delete(other)
      if (crowd.size >= most) throw new AppError('too_many', message)
      crowds.set(key, crowd.add(socket))
    },
    /** The connection has ended. */
    left(socket: Socket): void {
      const key = of(data(socket))
      const crowd = crowds.get(key)
      if (crowd?.delete(socket) && crowd.size === 0) crowds.delete(key)
    },
  }
}
