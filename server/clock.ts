/**
 * Whether the clock of this computer can be right. The ledger is append-only and counts by days: what is written while
 * the clock has jumped can never be taken out. So nothing is counted then; phones keep what they have and wait.
 *
 * A clock is judged by what nobody can set: the time since the computer was started, which goes on during sleep, the
 * newest day in the ledger, and the clock of a database on another computer.
 */
import { uptime } from 'node:os'
import { AppError } from '#shared/errors.ts'

type ClockProblem = 'ahead' | 'behind'

interface Reading {
  /** Time of the clock, ms since the epoch. */
  wall: number
  /** Since the computer was started, ms. */
  up: number
}

const DAY_MS = 24 * 3600_000
/** How far two clocks may be apart. */
const TOLERANCE_MS = DAY_MS
/** Longest time for which a station is taken to have counted nothing. */
const LONGEST_REST_MS = 400 * DAY_MS
/** No clock can be right that is before this was written. */
const WRITTEN = Date.parse('2026-11-01T00:00:00+08:00')

const MESSAGE = '服务器的时钟不对，现在不能计数。请工作人员把电脑的日期和时间改对，改好会自动恢复。'

export class ClockGuard {
  private readonly read: () => Reading
  /** A reading that was taken for right. */
  private trusted: Reading | undefined
  /** Newest day in the ledger when this process started, ms since the epoch. */
  private newest: number | undefined
  /** The clock of the database minus ours, ms. */
  private apart = 0

  constructor(read: () => Reading = () => ({ wall: Date.now(), up: uptime() * 1000 })) {
    this.read = read
  }

  /**
   * Begins to watch; until then every time is taken for right.
   * @param newestDay `YYYY-MM-DD`, newest in the ledger; null for an empty one
   */
  begin(newestDay: string | null): void {
    this.newest = newestDay === null ? -Infinity : Date.parse(`${newestDay}T00:00:00+08:00`)
  }

  /** The database's clock just now. */
  compare(databaseTime: Date): void {
    this.apart = databaseTime.getTime() - this.read().wall
  }

  /** Why nothing may be counted now. */
  problem(): ClockProblem | undefined {
    if (this.newest === undefined) return undefined
    const now = this.read()
    const found = this.judge(now, this.newest)
    if (!found) this.trusted = now
    return found
  }

  private judge({ wall, up }: Reading, newest: number): ClockProblem | undefined {
    if (wall < WRITTEN) return 'behind'
    if (Math.abs(this.apart) > TOLERANCE_MS) return this.apart < 0 ? 'ahead' : 'behind'
    if (!this.trusted) return newest > -Infinity && wall > newest + LONGEST_REST_MS ? 'ahead' : undefined
    const jump = wall - (this.trusted.wall + up - this.trusted.up)
    if (jump > TOLERANCE_MS) return 'ahead'
    // Set back: to where the ledger was, after a start with a clock that was ahead, is right.
    return jump < -TOLERANCE_MS && wall < newest - TOLERANCE_MS ? 'behind' : undefined
  }
}

let current = new ClockGuard()
export const useClock = (): ClockGuard => current
/** For tests. */
export function provideClock(guard: ClockGuard): void {
  current = guard
}

/** @throws AppError `unavailable` while the clock cannot be right: nothing may be counted. */
export function requireClock(): void {
  if (current.problem()) throw new AppError('unavailable', MESSAGE)
}

/** For the office: what is wrong, and what to do; null while all is well. */
export function clockNotice(): string | null {
  const problem = current.problem()
  if (!problem) return null
  const how = problem === 'ahead' ? '突然快了一天以上' : '慢了一天以上'
  return `服务器电脑的时钟${how}，暂停计数，居民的答案先存在手机里。请把电脑的日期和时间改对，改好会自动恢复；本来就是对的，请重新启动服务。`
}
