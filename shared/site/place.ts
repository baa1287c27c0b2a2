/** Facts about the place for its home page. Source: a newspaper article; no private person is named. */
export const ALLIANCE = '金梅亭反诈联盟'

export const PLACE = {
  figures: [
    { value: '2 万', unit: '多位居民', text: '金梅亭社区，在缙云县五云街道。' },
    { value: '300', unit: '多平方米', text: '全县第一个反诈体验馆，有互动屏，也有图文展板。' },
    { value: '4', unit: '方携手', text: '民警、单位职工、社区干部和居民，组成反诈联盟。' },
  ],
  ways: ['发传单', '演小品', '说三句半', '反诈直播间'],
} as const

/** 金梅亭警务室 → 金梅亭反诈联盟. A station with another kind of name keeps it; without a name the default is used. */
export function allianceName(station: string | undefined): string {
  const place = station?.trim().replace(/(社区)?警务室$/, '')
  if (!place) return ALLIANCE
  return place === station?.trim() ? place : `${place}反诈联盟`
}
