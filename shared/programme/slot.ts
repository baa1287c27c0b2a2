/** When a programme runs on a group of screens. Times are the station's (Asia/Shanghai). */

/** `workdays`: not on holidays, and also on make-up workdays; `holidays`: days off only. */
export type SlotDays = 'all' | 'workdays' | 'holidays'

export interface Slot {
  id: string
  programmeId: string
  /** ISO days of the week on which it begins, 1 (Monday) to 7. */
  weekdays: number[]
  /** HH:mm; an end that is not after the start is on the next day. */
  startsAt: string
  endsAt: string
  /** First and last day on which it begins, YYYY-MM-DD. */
  validFrom: string | null
  validUntil: string | null
  days: SlotDays
  /** The higher one wins where slots overlap. */
  priority: number
}
