/**
 * Group commit: answers that arrive while a batch is being stored wait and go together in the next one, so that a full
 * hall costs one commit instead of fifty. Every caller is told only after its batch is committed.
 */
import postgres from 'postgres'
import { AppError } from '#shared/errors.ts'
import type { AnswerRow, StoredAnswer } from './answer-statement.ts'

export interface WriterOptions {
  /** Stores a batch in one transaction and resolves after its commit. */
  store: (rows: readonly AnswerRow[]) => Promise<StoredAnswer[]>
  /** Called after the commit for each campaign in which an attempt was completed. */
  onCompleted?: (campaignId: string) => void
  /** Answers that may wait; beyond that the caller is told to come back. */
  maxWaiting?: number
  /** Largest batch, in answers. */
  maxBatch?: number
}

interface Job {
  rows: readonly AnswerRow[]
  resolve: (stored: StoredAnswer[]) => void
  reject: (error: unknown) => void
}

const keyOf = (answer: { attemptId: string; position: number }) => `${answer.attemptId}:${answer.position}`

export class AnswerWriter {
  private readonly options: Required<WriterOptions>
  private queue: Job[] = []
  private waiting = 0
  private running: Promise<void> | undefined

  constructor(options: WriterOptions) {
    this.options = { onCompleted: () => {}, maxWaiting: 2_000, maxBatch: 256, ...options }
  }

  /**
   * Stored answers of these rows; those of a closed campaign are missing from it.
   * @throws AppError `unavailable` when too many wait or the database cannot be reached.
   */
  write(rows: readonly AnswerRow[]): Promise<StoredAnswer[]> {
    if (this.waiting + rows.length > this.options.maxWaiting) return Promise.reject(new AppError('unavailable', '现在人太多，请稍等几秒，会自动再试。'))
    return new Promise((resolve, reject) => {
      this.waiting += rows.length
      this.queue.push({ rows, resolve, reject })
      this.running ??= this.run()
    })
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.running) await this.running
  }

  private async run(): Promise<void> {
    // A turn of the event loop lets requests that arrived together share the first batch.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length) {
      const batch: Job[] = []
      let size = 0
      while (this.queue.length && (size === 0 || size + this.queue[0]!.rows.length <= this.options.maxBatch)) {
        const job = this.queue.shift()!
        batch.push(job)
        size += job.rows.length
      }
      this.waiting -= size
      await this.storeBatch(batch)
    }
    this.running = undefined
  }

  private async storeBatch(batch: readonly Job[]): Promise<void> {
    try {
      const stored = await this.options.store(batch.flatMap((job) => job.rows))
      const byKey = new Map(stored.map((answer) => [keyOf(answer), answer]))
      for (const job of batch) job.resolve(job.rows.flatMap((row) => byKey.get(keyOf(row)) ?? []))
      for (const id of new Set(stored.map((answer) => answer.completedCampaignId))) if (id) this.options.onCompleted(id)
    } catch (error) {
      await this.afterFailure(batch, error)
    }
  }

  /** A row that the database refuses must not take its neighbours with it: halves are tried until it stands alone. */
  private async afterFailure(batch: readonly Job[], error: unknown): Promise<void> {
    const refused = error instanceof postgres.PostgresError && !error.code.startsWith('57')
    if (refused && batch.length > 1) {
      const half = Math.ceil(batch.length / 2)
      await this.storeBatch(batch.slice(0, half))
      await this.storeBatch(batch.slice(half))
      return
    }
    console.error('[quiz] answers could not be stored', error)
    for (const job of batch) job.reject(new AppError('unavailable', '答案暂时存不上，会自动再试。'))
  }
}
