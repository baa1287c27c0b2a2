/** The police room: all that belongs to one place and is shown to people. */

/** What an admin writes; null: not given. */
export interface StationFields {
  name: string
  hallName: string
  allianceName: string | null
  shortName: string | null
  /** The area in words, e.g. a street or community. */
  placeName: string | null
  /** Residents of the area. */
  population: number | null
  /** Of the hall, in m². */
  hallArea: number | null
  /** One paragraph about the alliance. */
  about: string | null
  telephone: string | null
  address: string | null
  /** How a resident can make sure that a quiz is from this station. */
  checkHint: string | null
  icpNumber: string | null
  policeFiling: string | null
}

/** What everybody may read. Answer of `GET /api/station`. */
export interface Station extends StationFields {
  /** Never empty, like `shortName`: derived from `name` where the station has written none. */
  allianceName: string
  /** For the icon on a home screen, and wherever there is little room. */
  shortName: string
  /** Path of its picture, a square PNG. */
  logo: string | null
}

/** Who is behind a page that a resident has come to by a code. */
export type Host = Pick<Station, 'name' | 'telephone' | 'address' | 'checkHint'>

/** What an admin edits. Answer of `GET /api/console/station`. */
export interface StationSettings extends StationFields {
  logo: string | null
  revision: number
}

/** Longest texts, in characters; for the forms, their schemas and tests of what shows them. */
export const STATION_LENGTHS = {
  name: 40,
  hallName: 40,
  allianceName: 20,
  shortName: 8,
  placeName: 40,
  about: 200,
  telephone: 30,
  address: 80,
  checkHint: 60,
  filing: 60,
} as const

/**
 * The numbers of a telephone setting, each with the separator behind it, the first with its label: a line breaks
 * between them, never within.
 */
export const telephonesOf = (telephone: string, label = ''): string[] =>
  (label + telephone).match(/[、,]*[^、,]+[、,]*/g) ?? [label + telephone]

/** 21000 → 2.1 万, as people say it. */
export function inTenThousands(count: number): { value: string; scale: string } {
  if (count < 10_000) return { value: count.toLocaleString('en-US'), scale: '' }
  return { value: String(Math.round(count / 1_000) / 10), scale: ' 万' }
}
