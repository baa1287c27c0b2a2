/** Stores the answers of many phones in few commits. */
import { GroupCommit } from '#server/database/group-commit.ts'
import type { Truth } from '#shared/content/item.ts'
import type { StoredAnswer, Submission } from './answer-statement.ts'

export interface WriterOptions {
  /** Stores a batch in one transaction and resolves after its commit. */
  store: (submissions: readonly Submission[]) => Promise<StoredAnswer[]>
  /** Most answers in the queue; beyond that callers are told to retry later. */
  maxWaiting?: number
  /** Largest batch, in answers; a completion check counts as one. */
  maxBatch?: number
  /** Batches that may be stored concurrently, and how many answers must be queued for another one. */
  inFlight?: number
  worthwhile?: number
  /** Timeout for a batch, in ms: shorter than a phone's timeout for its reply. */
  patienceMs?: number
}

/** First stored choice by position, and whether the person was sure of it. */
export type Choices = ReadonlyMap<number, StoredChoice>
interface StoredChoice {
  choice: Truth
  sure: boolean | null
}

/** Stored choices by attempt; an open attempt without new answers has an empty map. */
function choicesByAttempt(stored: readonly StoredAnswer[]): Map<string, Choices> {
  const byAttempt = new Map<string, Map<number, StoredChoice>>()
  for (const { attemptId, position, choice, sure } of stored) {
    const choices = byAttempt.get(attemptId) ?? new Map<number, StoredChoice>()
    if (position !== null && choice !== null) choices.set(position, { choice, sure })
    byAttempt.set(attemptId, choices)
  }
  return byAttempt
}

export class AnswerWriter {
  private readonly commits: GroupCommit<Submission, Choices | undefined>

  constructor({ store, ...limits }: WriterOptions) {
    this.commits = new GroupCommit({
      ...limits,
      name: 'quiz',
      messages: { busy: '现在人太多，请稍等几秒，会自动再试。', failed: '答案暂时存不上，会自动再试。' },
      sizeOf: ({ answers }) => answers.length,
      store: async (submissions) => {
        const stored = await store(submissions)
        const byAttempt = choicesByAttempt(stored)
        return submissions.map(({ attemptId }) => byAttempt.get(attemptId))
      },
    })
  }

  /**
   * Choices that are stored now, at least those of the positions sent; undefined when the campaign is closed.
   * @throws AppError `unavailable` when the queue is full, or the database cannot be reached or times out.
   */
  write(submission: Submission): Promise<Choices | undefined> {
    return this.commits.commit(submission)
  }

  /** Resolves when the queue is empty. */
  drain(): Promise<void> {
    return this.commits.drain()
  }
}
