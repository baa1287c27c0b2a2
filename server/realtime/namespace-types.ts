/** The types of a namespace: its event maps determine the arguments and the result of each event handler. */
import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { AckResult } from '#shared/realtime/protocol.ts'

export interface NamespaceTypes {
  /** Events of clients, from `shared/realtime/`: `(payload, ack) => void` or `(ack) => void`. */
  client: object
  /** Events of the server, from `shared/realtime/`. */
  server: object
  /** Data from the handshake; fixed while the connection lasts. */
  data: unknown
  /** The result of the check before each event, e.g. the member as currently stored in the database. */
  proof: unknown
  /** The right an event may require; `never` if every admitted client may send every event. */
  right: string
}

type ArgsOf<M, E extends keyof M> = M[E] extends (...args: infer A) => void ? A : never
type PayloadOf<M, E extends keyof M> = ArgsOf<M, E> extends [infer P, (result: never) => void] ? P : undefined
type AckedOf<M, E extends keyof M> =
  ArgsOf<M, E> extends [...unknown[], (result: AckResult<infer T>) => void] ? T : never
/** An event whose ack has no data has a handler without a result. */
type ResultOf<M, E extends keyof M> = [AckedOf<M, E>] extends [undefined] ? void : AckedOf<M, E>

/**
 * Registers an event.
 * @param schema must accept everything that the event map allows a client to send; anything else is answered with
 * `bad_input`
 * @param needs the required right; without it the event is answered with `forbidden`; null: no right required
 */
export type On<N extends NamespaceTypes> = <E extends keyof N['client'] & string, S extends z.ZodType>(
  event: E,
  schema: S & (PayloadOf<N['client'], E> extends z.input<S> ? unknown : never),
  needs: { right: N['right'] | null },
  run: (
    payload: z.output<S>,
    by: NonNullable<N['proof']>,
    connection: Connection<N>,
  ) => ResultOf<N['client'], E> | Promise<ResultOf<N['client'], E>>,
) => void

export interface Connection<N extends NamespaceTypes> {
  readonly data: N['data']
  readonly headers: IncomingHttpHeaders
  readonly rooms: ReadonlySet<string>
  /** Does nothing once the connection is closed. */
  join: (room: string) => Promise<void>
  leave: (room: string) => Promise<void>
  send: <E extends keyof N['server'] & string>(event: E, ...args: ArgsOf<N['server'], E>) => void
  end: () => void
}

export interface OpenNamespace<N extends NamespaceTypes> {
  /** Connections to this node. */
  connections: () => Connection<N>[]
  /** Emits to all connections in the room, on every node. */
  send: <E extends keyof N['server'] & string>(room: string, event: E, ...args: ArgsOf<N['server'], E>) => void
  /** Disconnects all connections in the room, on every node, except those that are also in the room `except`. */
  expel: (room: string, except?: string) => void
  /** Ends the connections to this node whose credential is no longer valid; otherwise noticed at the next interval. */
  recheck: () => void
  /** To be awaited after the server was closed and before the database is: waits for running handlers. */
  close: () => Promise<void>
}
