/**
 * What is not in the published figures, and what is unusual about those that are: a number for each reason, by
 * touchpoint and day. Never an address, and nothing about a device.
 */

/** Reasons why an attempt, and all that follows from it, is left out. `too_quick` leaves out all but its start. */
export const ATTEMPT_REASONS = ['member', 'bot', 'no_cookie', 'too_quick'] as const
export type AttemptReason = (typeof ATTEMPT_REASONS)[number]

/** What was left out when it happened. */
export const LEFT_OUT_REASONS = [...ATTEMPT_REASONS, 'ahead', 'refused'] as const
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number]

/** `crowd` is counted, but unusual. */
export const TALLY_REASONS = [...LEFT_OUT_REASONS, 'crowd'] as const
export type TallyReason = (typeof TALLY_REASONS)[number]

/**
 * The least time for an answer, ms. A set that was completed within less than this for each of its items was not
 * answered by a person: the page itself takes no press for 0.7 s on each item and again on each verdict, so that even
 * pressing without reading takes longer.
 */
export const QUICKEST_ANSWER_MS = 1_000

/** Sets of one day that no person can have answered, from which the day is marked: a few may be a colleague's trial. */
const QUICK_LINE = 20

/** Why a day is marked. */
export const MARK_REASONS = ['crowd', 'refused', 'too_quick'] as const
export type MarkReason = (typeof MARK_REASONS)[number]

export interface Mark {
  day: string
  reason: MarkReason
  events: number
}

export interface DayTally {
  day: string
  reason: TallyReason
  events: number
}

const LINES: Record<MarkReason, number> = { crowd: 1, refused: 1, too_quick: QUICK_LINE }

/** The marks of a campaign, the latest day first. */
export const marksOf = (tallies: readonly DayTally[]): Mark[] =>
  MARK_REASONS.flatMap((reason) =>
    tallies.flatMap(({ day, reason: found, events }) =>
      found === reason && events >= LINES[reason] ? [{ day, reason, events }] : [],
    ),
  ).sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
