/**
 * A press belongs to what was seen: what has only just appeared takes none for this long, in ms. The taps of a double
 * tap, or of a trembling finger, are 60–500 ms apart, and a slow phone
 * hears of them late; whoever reads even one word before pressing takes longer.
 */
export const SETTLE_MS = 700

/** Whether a press that began at `begun` was meant for what is shown since `shown`. Both in ms of the same clock. */
export const isMeant = (begun: number, shown: number) => begun - shown >= SETTLE_MS
