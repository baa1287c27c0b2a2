/** The types of a namespace: its event maps give what an event's handler gets and what it must return. */
import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { AckResult } from '#shared/realtime/protocol.ts'

export interface NamespaceTypes {
  /** Events of clients, from `shared/realtime/`: `(payload, ack) => void` or `(ack) => void`. */
  client: object
  /** Events of the server, from `shared/realtime/`. */
  server: object
  /** What the handshake proved; held while the connection lasts. */
  data: unknown
  /** What is proved anew before each event, e.g. the member as the database knows them at this moment. */
  proof: unknown
  /** What an event may need; `never` where to be admitted is enough for everything. */
  right: string
}

type ArgsOf<M, E extends keyof M> = M[E] extends (...args: infer A) => void ? A : never
type PayloadOf<M, E extends keyof M> = ArgsOf<M, E> extends [infer P, (result: never) => void] ? P : undefined
type AckedOf<M, E extends keyof M> =
  ArgsOf<M, E> extends [...unknown[], (result: AckResult<infer T>) => void] ? T : never
/** An ack without data is a handler without a result. */
type ResultOf<M, E extends keyof M> = [AckedOf<M, E>] extends [undefined] ? void : AckedOf<M, E>

/**
 * Registers an event.
 * @param schema must accept whatever the event map lets a client send; anything else is answered with `bad_input`
 * @param needs the right without which it is answered with `forbidden`; null: whoever was admitted may
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
  /** Does nothing once the connection is over. */
  join: (room: string) => Promise<void>
  leave: (room: string) => Promise<void>
  send: <E extends keyof N['server'] & string>(event: E, ...args: ArgsOf<N['server'], E>) => void
  end: () => void
}

export interface OpenNamespace<N extends NamespaceTypes> {
  /** Those to this node. */
  connections: () => Connection<N>[]
  /** To everyone in the room, on every node. */
  send: <E extends keyof N['server'] & string>(room: string, event: E, ...args: ArgsOf<N['server'], E>) => void
  /** Ends the connections in the room, on every node, but for those that are in the room `except` too. */
  expel: (room: string, except?: string) => void
  /** To be awaited after the server was closed and before the database is: what is under way comes to its end. */
  close: () => Promise<void>
}
