/** How loud and how bright a screen is, and when: set in the office for each screen. */
import { isOpen, isWithin, nextMinute, type OpeningSpan, type Span } from './hours.ts'

export interface VolumeSpan extends Span {
  /** 0 (silent) to 100. */
  volume: number
}

export interface ScreenCare {
  /** Percent, 30 to 100. */
  brightness: number
  /** 0 (silent) to 100, where the timetable says nothing. */
  volume: number
  volumeTimes: VolumeSpan[]
  /** None: always open. */
  openingHours: OpeningSpan[]
}

/** As it is stored, for forms. */
export type CareRow = ScreenCare & { revision: number }

export const BRIGHTNESS_LEAST = 30
export const VOLUME_SPANS_MAX = 12
export const OPENING_SPANS_MAX = 14

/** Silent while elderly neighbours sleep. */
export const DEFAULT_CARE: ScreenCare = {
  brightness: 100,
  volume: 60,
  volumeTimes: [
    { from: '12:00', to: '14:00', volume: 0 },
    { from: '20:00', to: '08:00', volume: 0 },
  ],
  openingHours: [],
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const isPart = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isPercent = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 100
const isSpan = (value: unknown) => isPart(value) && TIME.test(String(value.from)) && TIME.test(String(value.to))
const areAll = (value: unknown, fits: (one: Record<string, unknown>) => boolean) =>
  Array.isArray(value) && value.every((one) => isSpan(one) && fits(one))

function isCare(value: unknown): value is ScreenCare {
  return (
    isPart(value) &&
    isPercent(value.brightness) &&
    isPercent(value.volume) &&
    areAll(value.volumeTimes, ({ volume }) => isPercent(volume)) &&
    areAll(value.openingHours, ({ days }) => Array.isArray(days))
  )
}
/** What a screen's state says of it; the defaults for states of older servers, and for what is damaged. */
export const careOf = (value: unknown): ScreenCare => (isCare(value) ? value : DEFAULT_CARE)

/** Now, and until the next full minute. */
export interface CareNow {
  open: boolean
  /** 0 to 100: the quietest of the spans that apply; nothing is heard while it is closed. */
  volume: number
  /** 0.3 to 1: the least while it is closed. */
  brightness: number
  until: number
}

export function careAt({ brightness, volume, volumeTimes, openingHours }: ScreenCare, at: number): CareNow {
  const open = isOpen(openingHours, at)
  const volumes = volumeTimes.filter((span) => isWithin(span, at)).map((span) => span.volume)
  const level = Math.max(BRIGHTNESS_LEAST, open ? brightness : BRIGHTNESS_LEAST)
  return {
    open,
    volume: open ? Math.min(...(volumes.length ? volumes : [volume])) : 0,
    brightness: level / 100,
    until: nextMinute(at),
  }
}

const WEEKDAYS = '一二三四五六日'

/** `周一至周五`, `周六、周日`, `每天`. */
export function daysText(days: readonly number[]): string {
  if (days.length === 7) return '每天'
  const name = (day: number) => `周${WEEKDAYS[day - 1] ?? ''}`
  const runs: number[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run?.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [`${name(run[0] ?? 1)}至${name(run.at(-1) ?? 7)}`] : run.map(name)))
    .join('、')
}

/** `09:00—17:00`, or `20:00—次日 08:00`. */
const spanText = ({ from, to }: Span): string => `${from}—${to <= from ? '次日 ' : ''}${to}`
export const hoursText = (hours: readonly OpeningSpan[]): string =>
  hours.map((span) => `${daysText(span.days)} ${spanText(span)}`).join('；') || '一直开放'
export const volumesText = (spans: readonly VolumeSpan[]): string =>
  spans.map((span) => `${spanText(span)} ${span.volume === 0 ? '静音' : `音量 ${span.volume}`}`).join('；') || '没有'

/** The fields in the office. */
export const CARE_LABELS = {
  brightness: '亮度',
  volume: '平时音量',
  volumeTimes: '这些时候的音量',
  openingHours: '开放时间',
}
