/**
 * Group commit: answers that arrive while a batch is being stored wait and go together in the next one, so that a full
 * hall costs one commit instead of fifty. Every caller is told only after its batch is committed.
 */
import postgres from 'postgres'
import type { Truth } from '#shared/content/item.ts'
import { AppError } from '#shared/errors.ts'
import type { StoredAnswer, Submission } from './answer-statement.ts'

export interface WriterOptions {
  /** Stores a batch in one transaction and resolves after its commit. */
  store: (submissions: readonly Submission[]) => Promise<StoredAnswer[]>
  /** Called after the commit for each campaign in which an attempt was completed. */
  onCompleted?: (campaignId: string) => void
  /** Answers that may wait; beyond that the caller is told to come back. */
  maxWaiting?: number
  /** Largest batch, in answers. */
  maxBatch?: number
  /**
   * Longest wait for a batch, in ms: below that of a phone for its reply, so that it learns to come back instead of
   * guessing.
   */
  patienceMs?: number
}

/** First stored choice by position, and whether they were sure of it. */
export type Choices = ReadonlyMap<number, StoredChoice>
interface StoredChoice {
  choice: Truth
  sure: boolean | null
}

interface Job {
  submission: Submission
  /** In answers; looking whether an attempt is complete counts as one. */
  size: number
  resolve: (choices: Choices | undefined) => void
  reject: (error: unknown) => void
}

/** Stored choices by attempt; an open attempt to which nothing was sent has an empty map. */
function choicesByAttempt(stored: readonly StoredAnswer[]): Map<string, Choices> {
  const byAttempt = new Map<string, Map<number, StoredChoice>>()
  for (const { attemptId, position, choice, sure } of stored) {
    const choices = byAttempt.get(attemptId) ?? new Map<number, StoredChoice>()
    if (position !== null) choices.set(position, { choice: choice!, sure })
    byAttempt.set(attemptId, choices)
  }
  return byAttempt
}

/** The outcome of `work`, unless the signal comes first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    work.then(resolve, reject)
  })
}

export class AnswerWriter {
  private readonly options: Required<WriterOptions>
  private queue: Job[] = []
  private waiting = 0
  private running: Promise<void> | undefined

  constructor(options: WriterOptions) {
    this.options = { onCompleted: () => {}, maxWaiting: 2_000, maxBatch: 256, patienceMs: 8_000, ...options }
  }

  /**
   * Choices that are stored now, at least those of the positions sent; undefined when the campaign is closed.
   * @throws AppError `unavailable` when too many wait, or the database cannot be reached or does not answer in time.
   */
  write(submission: Submission): Promise<Choices | undefined> {
    const size = Math.max(1, submission.answers.length)
    if (this.waiting + size > this.options.maxWaiting)
      return Promise.reject(new AppError('unavailable', '现在人太多，请稍等几秒，会自动再试。'))
    return new Promise((resolve, reject) => {
      this.waiting += size
      this.queue.push({ submission, size, resolve, reject })
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
      while (this.queue.length && (size === 0 || size + this.queue[0]!.size <= this.options.maxBatch)) {
        const job = this.queue.shift()!
        batch.push(job)
        size += job.size
      }
      this.waiting -= size
      await this.storeInTime(batch)
    }
    this.running = undefined
  }

  /** Whatever becomes of the store, those who wait are told, and the next batch has its turn. */
  private async storeInTime(batch: readonly Job[]): Promise<void> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error('the database does not answer')), this.options.patienceMs)
    await this.storeBatch(batch, late.signal)
    clearTimeout(timer)
  }

  private async storeBatch(batch: readonly Job[], late: AbortSignal): Promise<void> {
    try {
      late.throwIfAborted()
      const storing = this.options.store(batch.map((job) => job.submission))
      // Also of what is committed after those who sent it were told to come back.
      storing.then((stored) => this.announce(stored)).catch(() => {})
      const byAttempt = choicesByAttempt(await unlessAborted(storing, late))
      for (const job of batch) job.resolve(byAttempt.get(job.submission.attemptId))
    } catch (error) {
      await this.afterFailure(batch, error, late)
    }
  }

  private announce(stored: readonly StoredAnswer[]): void {
    for (const id of new Set(stored.map((answer) => answer.completedCampaignId))) if (id) this.options.onCompleted(id)
  }

  /** A row that the database refuses must not take its neighbours with it: halves are tried until it stands alone. */
  private async afterFailure(batch: readonly Job[], error: unknown, late: AbortSignal): Promise<void> {
    const refused = error instanceof postgres.PostgresError && !error.code.startsWith('57')
    if (refused && batch.length > 1) {
      const half = Math.ceil(batch.length / 2)
      await this.storeBatch(batch.slice(0, half), late)
      await this.storeBatch(batch.slice(half), late)
      return
    }
    console.error('[quiz] answers could not be stored', error)
    for (const job of batch) job.reject(new AppError('unavailable', '答案暂时存不上，会自动再试。'))
  }
}
