/**
 * For this long after the first item has taken the place of the start button, its buttons take no press, in ms: the
 * second tap of a trembling finger was meant for what was there before.
 */
export const SETTLE_MS = 500
