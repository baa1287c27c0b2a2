/** The definition of the invented season. Every name, place and figure here is made up. */
import type { ContactSource, TouchpointKind } from '#shared/campaign/touchpoint.ts'
import type { Role } from '#shared/member/role.ts'

export const MEMBERS = [
  { login: 'demo', name: '演示管理员', role: 'admin' },
  { login: 'demo.officer', name: '演示民警', role: 'officer' },
  { login: 'demo.docent', name: '演示讲解员', role: 'docent' },
  { login: 'demo.volunteer', name: '演示志愿者', role: 'volunteer' },
] as const satisfies readonly { login: string; name: string; role: Role }[]

export interface TouchpointPlan {
  kind: TouchpointKind
  name: string
  place: string
  grid: string
  plannedCount?: number
  /** Phones that arrive by it, without those that arrive by shares. */
  phones: number
  /** `fade`: most arrive on the first days. `steady`: equally on all days. `events`: on the days of its contacts. */
  rhythm: 'fade' | 'steady' | 'events'
  /** Day of the campaign (0 is its first) and number of contacts. */
  contacts: readonly [day: number, quantity: number][]
  source?: ContactSource
}

export interface CampaignPlan {
  title: string
  slogan: string
  /** Days relative to today. */
  startsIn: number
  endsIn: number
  /** Days relative to today on which it was closed; absent while it is open. */
  closedIn?: number
  goalContacts: number
  goalCompletions: number
  population: number
  touchpoints: readonly TouchpointPlan[]
}

export const CAMPAIGNS: readonly CampaignPlan[] = [
  {
    title: '夏季防骗进家门',
    slogan: '转账之前，先问一声。',
    startsIn: -150,
    endsIn: -96,
    closedIn: -94,
    goalContacts: 3000,
    goalCompletions: 300,
    population: 20_000,
    touchpoints: [
      {
        kind: 'leaflet',
        name: '入户传单',
        place: '东区小区',
        grid: '第一网格',
        plannedCount: 800,
        phones: 170,
        rhythm: 'fade',
        contacts: [
          [1, 260],
          [5, 210],
          [12, 150],
        ],
      },
      {
        kind: 'skit',
        name: '反诈小品专场',
        place: '社区广场',
        grid: '第二网格',
        phones: 150,
        rhythm: 'events',
        contacts: [
          [9, 320],
          [37, 280],
        ],
      },
      {
        kind: 'livestream',
        name: '夏夜反诈直播',
        place: '体验馆直播间',
        grid: '',
        phones: 190,
        rhythm: 'events',
        source: 'platform',
        contacts: [
          [20, 1180],
          [41, 960],
        ],
      },
    ],
  },
  {
    title: '秋季反诈进小区',
    slogan: '十条消息，您分得清真假吗？',
    startsIn: -42,
    endsIn: 14,
    goalContacts: 15_000,
    goalCompletions: 2000,
    population: 20_000,
    touchpoints: [
      {
        kind: 'wechat',
        name: '业主群转发',
        place: '社区微信群',
        grid: '',
        phones: 430,
        rhythm: 'fade',
        source: 'platform',
        contacts: [
          [0, 860],
          [14, 640],
        ],
      },
      {
        kind: 'leaflet',
        name: '入户传单第一批',
        place: '东区小区',
        grid: '第一网格',
        plannedCount: 2000,
        phones: 390,
        rhythm: 'fade',
        contacts: [
          [1, 420],
          [4, 380],
          [8, 310],
          [15, 260],
        ],
      },
      {
        kind: 'poster',
        name: '电梯海报',
        place: '西区小区',
        grid: '第三网格',
        plannedCount: 120,
        phones: 230,
        rhythm: 'steady',
        contacts: [],
      },
      {
        kind: 'screen',
        name: '体验馆演示屏',
        place: '第一展区',
        grid: '',
        phones: 310,
        rhythm: 'steady',
        contacts: [
          [5, 96],
          [12, 118],
          [19, 87],
          [26, 132],
          [33, 104],
          [40, 121],
        ],
      },
      {
        kind: 'livestream',
        name: '周五反诈直播',
        place: '体验馆直播间',
        grid: '',
        phones: 360,
        rhythm: 'events',
        source: 'platform',
        contacts: [
          [11, 3120],
          [25, 2680],
          [39, 3350],
        ],
      },
      {
        kind: 'lecture',
        name: '银龄防骗讲座',
        place: '老年活动中心',
        grid: '第二网格',
        phones: 110,
        rhythm: 'events',
        contacts: [
          [16, 85],
          [30, 72],
        ],
      },
      {
        kind: 'market',
        name: '集市日摊位',
        place: '农贸市场',
        grid: '第四网格',
        phones: 210,
        rhythm: 'events',
        contacts: [
          [6, 140],
          [20, 165],
          [34, 128],
          [41, 94],
        ],
      },
    ],
  },
]
