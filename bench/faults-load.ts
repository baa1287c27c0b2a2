/**
 * Phones that play attempt after attempt over HTTP and, like the outbox of the real page, send again whatever was not
 * acked, until it is. What was acked is remembered here.
 */
import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { FORM } from './attempts-load.ts'
import { Connection, type Reply } from './http-client.ts'

export type Choice = 'scam' | 'genuine'

export interface Acked {
  attempt: string
  position: number
  choice: Choice
}

/** Longest wait for one reply, in ms; the real page waits about as long before it sends again. */
const PATIENCE_MS = 12_000
/** Pause before what was not acked is sent again, in ms. */
const PAUSE_MS = 100
/** Share of the answers that are sent a second time although they were acked, as over a weak network. */
const REPEATED = 0.05

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

export class Phones {
  readonly acked: Acked[] = []
  /** Attempts whose start was acked. */
  readonly started: string[] = []
  /** Replies other than 200, and lost connections as `lost`, by how often. */
  readonly refused = new Map<string, number>()
  /** When the first reply came that was not 200, since `forget`; in ms of the monotonic clock. */
  firstRefused: number | undefined
  private stopping = false
  private readonly port: number
  private readonly code: string
  private running: Promise<unknown> = Promise.resolve()

  /** @param code short code of a touchpoint */
  constructor(port: number, code: string) {
    this.port = port
    this.code = code
  }

  start(count: number): this {
    this.stopping = false
    this.running = Promise.all(Array.from({ length: count }, () => this.phone()))
    return this
  }

  /** Ends the load; what is under way is finished or given up. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.running
  }

  private refuse(how: string): void {
    this.refused.set(how, (this.refused.get(how) ?? 0) + 1)
    this.firstRefused ??= performance.now()
  }

  private async phone(): Promise<void> {
    let connection = new Connection(this.port)
    const ask = async (path: string, cookie: string, body: unknown): Promise<Reply | undefined> => {
      const late = setTimeout(() => connection.close(), PATIENCE_MS)
      try {
        return await connection.post(path, cookie, body)
      } catch {
        connection.close()
        connection = new Connection(this.port)
        return undefined
      } finally {
        clearTimeout(late)
      }
    }
    /** @returns whether it was acked; false when the server does not know the attempt, or the load is to end. */
    const send = async (path: string, cookie: string, body: unknown): Promise<boolean> => {
      for (;;) {
        const reply = await ask(path, cookie, body)
        if (reply?.status === 200) return true
        this.refuse(String(reply?.status ?? 'lost'))
        // A restore has replaced the data; a campaign that runs is never over (410).
        if (reply && reply.status < 500) return false
        if (this.stopping) return false
        await pause(PAUSE_MS)
      }
    }
    while (!this.stopping) await this.play(send)
    connection.close()
  }

  private async play(send: (path: string, cookie: string, body: unknown) => Promise<boolean>): Promise<void> {
    const [id, cookie] = [v7(), `jmt-device=${randomBytes(16).toString('base64url')}`]
    if (!(await send('/api/attempts', cookie, { id, code: this.code }))) return
    this.started.push(id)
    const path = `/api/attempts/${id}/answers`
    for (let position = 0; position < FORM && !this.stopping; position++) {
      const choice: Choice = Math.random() < 0.5 ? 'scam' : 'genuine'
      if (!(await send(path, cookie, { answers: [{ position, choice }] }))) return
      this.acked.push({ attempt: id, position, choice })
      if (Math.random() < REPEATED) await send(path, cookie, { answers: [{ position, choice }] })
    }
  }
}
