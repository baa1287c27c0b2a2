/** The limits for new devices of one network, or of one site. */
export interface NewDeviceLimits {
  /** New devices at once. */
  burst: number
  /** New devices per hour, on and on. */
  perHour: number
  /** New devices in ten minutes, and in a day, from which on it is unusual. They are counted, and the day is marked. */
  crowdInTenMinutes: number
  crowdInDay: number
}

/**
 * A hall of 1,000 phones behind one address that all scan within a minute stays far below the burst, and mobile
 * networks put some hundreds of phones behind one address. A laptop gets no further than these few thousand a day, and
 * is seen: every day on which it brings more than a large event does has a mark.
 */
export const NEW_DEVICES: NewDeviceLimits = {
  burst: 1_500,
  perHour: 300,
  crowdInTenMinutes: 500,
  crowdInDay: 1_500,
}

/**
 * A site is 65,536 IPv6 networks, all of which one laptop can have; but mobile networks also give each phone one of its
 * own, so that a whole town may come from one site.
 */
export const NEW_DEVICES_OF_SITE: NewDeviceLimits = {
  burst: 6_000,
  perHour: 1_200,
  crowdInTenMinutes: 1_000,
  crowdInDay: 3_000,
}
