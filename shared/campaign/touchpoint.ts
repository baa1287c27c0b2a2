/** Vocabulary of campaigns and touchpoints. */
export const CAMPAIGN_STATUSES = ['open', 'closed'] as const
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number]

export const TOUCHPOINT_KINDS = [
  'leaflet',
  'poster',
  'screen',
  'livestream',
  'skit',
  'lecture',
  'market',
  'wechat',
  'other',
] as const
export type TouchpointKind = (typeof TOUCHPOINT_KINDS)[number]
export const TOUCHPOINT_KIND_LABELS: Record<TouchpointKind, string> = {
  leaflet: '传单',
  poster: '海报',
  screen: '互动屏',
  livestream: '直播',
  skit: '小品',
  lecture: '讲座',
  market: '集市摊位',
  wechat: '微信群',
  other: '其他',
}

/** Stages of the funnel, in order. A `contact` is counted by people or platforms, the others by the system. */
export const REACH_KINDS = ['contact', 'scan', 'start', 'completion', 'share'] as const
export type ReachKind = (typeof REACH_KINDS)[number]
export const REACH_KIND_LABELS: Record<ReachKind, string> = {
  contact: '人次',
  scan: '扫码打开',
  start: '开始答题',
  completion: '做完',
  share: '转发',
}

/** Who counted. Always shown beside a contact figure. */
export const REACH_SOURCES = ['system', 'staff', 'platform'] as const
export type ReachSource = (typeof REACH_SOURCES)[number]
export const REACH_SOURCE_LABELS: Record<ReachSource, string> = {
  system: '系统计数',
  staff: '现场登记',
  platform: '平台上报',
}

export const TOUCHPOINT_NAME_MAX = 40

/** The sources that people report contacts from; `system` counts by itself. */
export const CONTACT_SOURCES = ['staff', 'platform'] as const
export type ContactSource = (typeof CONTACT_SOURCES)[number]
/** Most occasions in one entry: a livestream of a whole city. */
export const CONTACTS_PER_ENTRY = 10_000_000
/** Most occasions in one campaign: sums stay far inside a 32-bit integer. */
export const CONTACTS_PER_CAMPAIGN = 1_000_000_000
