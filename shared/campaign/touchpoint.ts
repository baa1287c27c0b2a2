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

/**
 * What identifies one reach event. `device`: a phone, known within its campaign by a key that cannot be traced to a
 * person; it can have several events, and distinct devices are counted. `session`: one play on a hall screen or one
 * seat of a live quiz, under a random single-use key, so that a repeated report counts once; whether two sessions were
 * the same person is unknown. `none`: occasions that somebody counted.
 */
export const REACH_IDENTITIES = ['device', 'session', 'none'] as const
export type ReachIdentity = (typeof REACH_IDENTITIES)[number]

/** Stages of a phone, in order. Only within a campaign, because the device key needs its salt. */
export const DEVICE_KINDS = ['scan', 'start', 'completion', 'share'] as const
/** Kiosk use on a hall screen, with or without a campaign. */
export const PLAY_KINDS = ['play_start', 'play_completion'] as const
/** A seat joins a live session, and has answered all of its questions. */
export const SEAT_KINDS = ['seat_join', 'seat_completion'] as const
/** Visitors of a guided tour, and people at an event: counted by a member, who is recorded. */
export const HEADCOUNT_KINDS = ['tour', 'attendance'] as const

/**
 * Kinds of ledger entries. The kind alone determines the identity. A `contact` is counted by people or platforms for a
 * touchpoint; tours and events are separate kinds, so that their visitors are not counted twice.
 */
export const REACH_KINDS = ['contact', ...DEVICE_KINDS, ...PLAY_KINDS, ...SEAT_KINDS, ...HEADCOUNT_KINDS] as const
export type ReachKind = (typeof REACH_KINDS)[number]

/** Rows of a campaign's report: contacts, then the stages. */
const FUNNEL_KINDS = ['contact', ...DEVICE_KINDS] as const
export type FunnelKind = (typeof FUNNEL_KINDS)[number]

/** Label and identity of each kind; the only place where a kind is defined. */
export const REACH_KIND_FACTS = {
  contact: { label: '人次', identity: 'none' },
  scan: { label: '扫码打开', identity: 'device' },
  start: { label: '开始答题', identity: 'device' },
  completion: { label: '做完', identity: 'device' },
  share: { label: '转发', identity: 'device' },
  play_start: { label: '互动屏开始体验', identity: 'session' },
  play_completion: { label: '互动屏体验完', identity: 'session' },
  seat_join: { label: '加入现场竞答', identity: 'session' },
  seat_completion: { label: '答完现场竞答', identity: 'session' },
  tour: { label: '参观讲解', identity: 'none' },
  attendance: { label: '活动到场', identity: 'none' },
} as const satisfies Record<ReachKind, { label: string; identity: ReachIdentity }>

/** Who counted. Always shown beside a contact figure. */
export const REACH_SOURCES = ['system', 'staff', 'platform'] as const
export type ReachSource = (typeof REACH_SOURCES)[number]
export const REACH_SOURCE_LABELS: Record<ReachSource, string> = {
  system: '系统计数',
  staff: '现场登记',
  platform: '平台上报',
}

export const TOUCHPOINT_NAME_MAX = 40

/** The sources that people can report contacts for; `system` is counted automatically. */
export const CONTACT_SOURCES = ['staff', 'platform'] as const
export type ContactSource = (typeof CONTACT_SOURCES)[number]
/** Most occasions in one entry: a livestream watched by a whole city. */
export const CONTACTS_PER_ENTRY = 10_000_000
/** Most occasions in one campaign: keeps sums far inside a 32-bit integer. */
export const CONTACTS_PER_CAMPAIGN = 1_000_000_000
