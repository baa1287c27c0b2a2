/**
 * Group commit: jobs that arrive while a batch is being stored are queued and stored together in the next batch, so
 * that fifty simultaneous requests cost one commit instead of fifty. A caller gets its result only after the commit of
 * its batch, so acknowledged data are never in memory only.
 */
import postgres from 'postgres'
import { noteRefused } from '#server/database-refused.ts'
import { report } from '#server/log/report.ts'
import { AppError } from '#shared/errors.ts'

export interface GroupCommitOptions<Job, Result> {
  /**
   * Stores a batch in one transaction and resolves after its commit, with one result per job in the order of the jobs.
   * May still be running after its callers have timed out (`patienceMs`); code that must run after every commit belongs
   * in here.
   */
  store: (jobs: readonly Job[]) => Promise<readonly Result[]>
  /** Size of a job in rows; counted as 1 at least. By default each job is 1. */
  sizeOf?: (job: Job) => number
  /** Most rows in the queue; beyond that callers are told to retry later. */
  maxWaiting?: number
  /** Largest batch, in rows. A larger single job forms a batch by itself. */
  maxBatch?: number
  /**
   * Batches that may be stored concurrently, by default 1. With more, the database can work on one while another waits
   * for the disk; they are independent transactions, like those of two servers.
   */
  inFlight?: number
  /**
   * Rows that must be queued before another batch is stored concurrently: the overhead of a batch equals the cost of
   * ten rows.
   */
  worthwhile?: number
  /**
   * Timeout for a batch, in ms: shorter than the client's timeout for its reply, so that the client is told to retry
   * instead of having to guess.
   */
  patienceMs?: number
  /** Messages for people: `busy` when the queue is full, `failed` when the job could not be stored. */
  messages: { busy: string; failed: string }
  /** For the log, e.g. `quiz`. */
  name: string
}

interface Waiting<Job, Result> {
  job: Job
  size: number
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/** The outcome of `work`, unless the signal aborts first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    work.then(resolve, reject)
  })
}

/** Whether the database rejected the data. Class 57 is an operator, a shutdown or a statement's time limit. */
const isRefusal = (error: unknown) => error instanceof postgres.PostgresError && !error.code.startsWith('57')

export class GroupCommit<Job, Result> {
  private readonly options: Required<GroupCommitOptions<Job, Result>>
  private queue: Waiting<Job, Result>[] = []
  /** Rows in the queue. */
  private waiting = 0
  private readonly running = new Set<Promise<void>>()

  constructor(options: GroupCommitOptions<Job, Result>) {
    this.options = {
      sizeOf: () => 1,
      maxWaiting: 2_000,
      maxBatch: 256,
      inFlight: 1,
      worthwhile: 1,
      patienceMs: 8_000,
      ...options,
    }
  }

  /**
   * The result of a job, after its commit.
   * @throws AppError `unavailable` when the queue is full, the database rejected this job, could not be reached or
   * timed out. After a timeout the job may have been stored all the same: jobs must be idempotent.
   */
  commit(job: Job): Promise<Result> {
    const size = Math.max(1, this.options.sizeOf(job))
    if (this.waiting + size > this.options.maxWaiting)
      return Promise.reject(new AppError('unavailable', this.options.messages.busy))
    return new Promise((resolve, reject) => {
      this.waiting += size
      this.queue.push({ job, size, resolve, reject })
      this.start()
    })
  }

  /** Resolves when the queue is empty and no batch is running. */
  async drain(): Promise<void> {
    while (this.running.size) await Promise.all(this.running)
  }

  private start(): void {
    if (this.running.size >= this.options.inFlight || (this.running.size && !this.isWorthwhile)) return
    const run = this.run().then(() => {
      this.running.delete(run)
      // If two runs end in the same turn of the event loop, each may leave the queue to the other: so look again.
      if (this.queue.length) this.start()
    })
    this.running.add(run)
  }

  private async run(): Promise<void> {
    // Waiting for one turn of the event loop puts requests that arrived together into the same batch.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length && (this.running.size === 1 || this.isWorthwhile)) await this.storeInTime(this.nextBatch())
  }

  private get isWorthwhile(): boolean {
    return this.waiting >= this.options.worthwhile
  }

  private nextBatch(): Waiting<Job, Result>[] {
    let count = 0
    let size = 0
    for (const { size: more } of this.queue) {
      if (count > 0 && size + more > this.options.maxBatch) break
      count++
      size += more
    }
    this.waiting -= size
    return this.queue.splice(0, count)
  }

  /** Stores a batch with a time limit; afterwards every caller has been answered and the next batch can start. */
  private async storeInTime(batch: readonly Waiting<Job, Result>[]): Promise<void> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error('the database does not answer')), this.options.patienceMs)
    await this.storeBatch(batch, late.signal)
    clearTimeout(timer)
  }

  private async storeBatch(batch: readonly Waiting<Job, Result>[], late: AbortSignal): Promise<void> {
    try {
      late.throwIfAborted()
      const results = await unlessAborted(this.options.store(batch.map(({ job }) => job)), late)
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} jobs`)
      batch.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      await this.afterFailure(batch, error, late)
    }
  }

  /**
   * A job that the database rejects must not make the other jobs of its batch fail: the batch is halved until the job
   * is alone.
   */
  private async afterFailure(batch: readonly Waiting<Job, Result>[], error: unknown, late: AbortSignal): Promise<void> {
    if (isRefusal(error) && batch.length > 1) {
      const half = Math.ceil(batch.length / 2)
      await this.storeBatch(batch.slice(0, half), late)
      await this.storeBatch(batch.slice(half), late)
      return
    }
    noteRefused(error)
    report('error', this.options.name, error, { doing: 'store' })
    for (const { reject } of batch) reject(new AppError('unavailable', this.options.messages.failed))
  }
}
