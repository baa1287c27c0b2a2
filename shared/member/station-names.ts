/** What a police room is called where it has written nothing. Not for the first file of every page. */
import type { Station, StationFields } from './station.ts'

const PLAIN_ALLIANCE = '反诈联盟'
/** Launchers cut longer names, in characters. */
const SHORT_NAME_MAX = 6

/** 城东警务室 → 城东反诈联盟. A station with another kind of name keeps it. */
function deriveAllianceName(station: string): string {
  const name = station.trim()
  const place = name.replace(/(社区)?警务室$/, '')
  if (!place) return PLAIN_ALLIANCE
  return place === name ? name : place + PLAIN_ALLIANCE
}

type Named = Pick<StationFields, 'name' | 'allianceName' | 'shortName'>

export function namesOf({ name, ...own }: Named): Pick<Station, 'allianceName' | 'shortName'> {
  const allianceName = own.allianceName ?? deriveAllianceName(name)
  const short = allianceName.length > SHORT_NAME_MAX ? PLAIN_ALLIANCE : allianceName
  return { allianceName, shortName: own.shortName ?? short }
}

/** Shown until the first-run setup. */
export const UNNAMED_STATION: Station = {
  name: '社区警务室',
  hallName: '反诈体验馆',
  ...namesOf({ name: '', allianceName: null, shortName: null }),
  placeName: null,
  population: null,
  hallArea: null,
  about: null,
  telephone: null,
  address: null,
  checkHint: null,
  icpNumber: null,
  policeFiling: null,
  logo: null,
}
