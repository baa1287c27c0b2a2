/**
 * What is not in the published figures, and what is unusual about those that are: a number for each reason, by
 * touchpoint and day. Never an address, and nothing about a device.
 */

/**
 * Reasons why an attempt, and all that follows from it, is left out. `too_quick` leaves out all but its start;
 * `refused` are new devices beyond the limit of their network.
 */
export const ATTEMPT_REASONS = ['member', 'bot', 'no_cookie', 'too_quick', 'repeated', 'refused'] as const
export type AttemptReason = (typeof ATTEMPT_REASONS)[number]

/** What was left out when it happened. */
const LEFT_OUT_REASONS = [...ATTEMPT_REASONS, 'ahead'] as const
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number]

/** `crowd` is counted, but unusual. */
export const TALLY_REASONS = [...LEFT_OUT_REASONS, 'crowd'] as const
export type TallyReason = (typeof TALLY_REASONS)[number]

/**
 * The least time for an answer, ms. A set that was completed within less than this for each of its items was not
 * answered by a person: the page takes no press of a person on an item before it has been there for `SETTLE_MS`, so
 * that pressing without reading takes longer, also offline, where no verdict comes between. The first item may be
 * there before the press on start, hence a little less for each.
 */
export const QUICKEST_ANSWER_MS = 600

/**
 * Scans of one device, and its starts: so many at once, then so many an hour. A phone that is handed round at a stall
 * from morning to evening, a minute for each person, stays below that.
 */
export const ONE_DEVICE = { burst: 60, perHour: 60 }

/** Sets of one day that no person can have answered, from which the day is marked: a few may be a colleague's trial. */
export const QUICK_LINE = 20

export const LEFT_OUT_LABELS: Record<LeftOutReason, string> = {
  member: '成员登录后自己扫码、答题',
  bot: '搜索引擎、链接预览等程序',
  ahead: '浏览器提前打开、没有人看的网页',
  no_cookie: '不保存网页数据的手机按“开始”',
  too_quick: '快得不可能是人答的，不算做完',
  repeated: '同一部手机反复扫码、反复开始',
  refused: '一个网络新来的手机太多，超出上限的',
}

/** Why a day is marked. */
const MARK_REASONS = ['crowd', 'refused', 'too_quick'] as const
export type MarkReason = (typeof MARK_REASONS)[number]

/** The reason in words. @param events as text */
export const MARK_TEXTS: Record<MarkReason, (events: string) => string> = {
  crowd: (events) =>
    `有一个网络短时间里新来了很多手机，共 ${events} 部，都已计入。大活动里大家连同一个 Wi-Fi 时会这样。`,
  refused: (events) =>
    `有一个网络新来的手机超出了上限，${events} 次照常能答题，但没有计入。没有大活动的话，多半是程序刷的。`,
  too_quick: (events) => `有 ${events} 套题快得不可能是人答的，没有算做完，但已算开始。多半是程序刷的。`,
}

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

/** Events of a day from which on it is marked. */
const MARK_LINES: Record<MarkReason, number> = { crowd: 1, refused: 1, too_quick: QUICK_LINE }

/** The marks of a campaign, the latest day first. */
export const marksOf = (tallies: readonly DayTally[]): Mark[] =>
  MARK_REASONS.flatMap((reason) =>
    tallies.flatMap(({ day, reason: found, events }) =>
      found === reason && events >= MARK_LINES[reason] ? [{ day, reason, events }] : [],
    ),
  ).sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))

/** What was left out over all days, for each reason that occurred. */
export const leftOutOf = (tallies: readonly DayTally[]): { reason: LeftOutReason; events: number }[] =>
  LEFT_OUT_REASONS.flatMap((reason) => {
    const events = tallies.reduce((sum, one) => sum + (one.reason === reason ? one.events : 0), 0)
    return events > 0 ? [{ reason, events }] : []
  })
