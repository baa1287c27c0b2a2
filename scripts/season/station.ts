/**
 * The station of the demonstration: the first user of this software. Source: a newspaper article, without private
 * persons; the telephone is invented.
 */
import type { StationFields } from '#shared/member/station.ts'

export const STATION: Pick<StationFields, 'name' | 'hallName'> & Partial<StationFields> = {
  name: '金梅亭社区警务室',
  hallName: '金梅亭反诈体验馆',
  placeName: '缙云县五云街道，金梅亭社区',
  population: 20_000,
  hallArea: 300,
  about:
    '全县第一个反诈体验馆，有互动屏，也有图文展板。民警、单位职工、社区干部和居民组成反诈联盟，发传单、演小品、说三句半，还办反诈直播间。',
  telephone: '0578-0000000',
  address: '缙云县五云街道金梅亭社区',
  checkHint: '来警务室当面问，或者打值班电话。',
}
