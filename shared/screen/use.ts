/** How a screen is used: sessions at a kiosk, without any identity. */

/** Touches with a longer pause between them belong to two sessions, ms: as long as an idle play stays open. */
export const SESSION_MS = 75_000
/** Plays in one message; more wait for the next. */
export const PLAYS_MAX = 30
export const ROWS_MAX = 40
/** How many days a screen without its server keeps what it has to tell. */
export const DAYS_KEPT = 40

/** Counts of a view on a day: they only grow, so that a repeated message changes nothing. */
export interface UseRow {
  day: string
  view: string
  /** How long it was shown. */
  seconds: number
  touches: number
  /** Times that somebody began to touch it. */
  sessions: number
  starts: number
  completions: number
}

export interface PlayStep {
  /** Random, of one play. */
  session: string
  step: 'start' | 'completion'
  /** In the server's time, ms since the epoch. */
  at: number
}

export interface UseReport {
  /** Random; a new one whenever a screen has lost its storage and begins to count from zero. */
  run: string
  rows: UseRow[]
  plays: PlayStep[]
}

export type UseCounts = Omit<UseRow, 'day' | 'view'>
export const NO_USE: UseCounts = { seconds: 0, touches: 0, sessions: 0, starts: 0, completions: 0 }

/** Of the days that the office shows. */
export interface UseEntry extends UseCounts {
  view: string
}

/** Views in the words of the office; one that is not known is that of a newer page. */
export const VIEW_WORDS: Readonly<Record<string, string>> = {
  attract: '活动页',
  panel: '展板',
  scene: '节目',
  programme: '节目',
  takeover: '速报',
  play: '情景故事',
  emergency: '“已经转账了怎么办”',
}
/** Fewer than this could be told apart by whoever stood there. */
const LEAST = 5
export const fewOr = (count: number): string => (count < LEAST ? `不到 ${LEAST}` : count.toLocaleString('en-US'))
/** Of those who began; null where there were too few to say. */
export const droppedShare = ({ starts, completions }: Pick<UseCounts, 'starts' | 'completions'>): number | null =>
  starts < LEAST ? null : Math.max(0, (starts - completions) / starts)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const COUNTS = Object.keys(NO_USE)
const isRow = (value: unknown) =>
  isObject(value) &&
  typeof value.day === 'string' &&
  typeof value.view === 'string' &&
  COUNTS.every((name) => Number.isFinite(value[name]))
const isPlay = (value: unknown) =>
  isObject(value) && typeof value.session === 'string' && typeof value.step === 'string' && Number.isFinite(value.at)

/** Whether this is what a screen has kept of its use. */
export const isUseReport = (value: unknown): value is UseReport =>
  isObject(value) &&
  typeof value.run === 'string' &&
  Array.isArray(value.rows) &&
  value.rows.every(isRow) &&
  Array.isArray(value.plays) &&
  value.plays.every(isPlay)
