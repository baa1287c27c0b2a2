/** The reach of a campaign as tables: totals, touchpoints, days, and touchpoints by day. */
import type { Cell } from '#shared/campaign/csv.ts'
import { MEASURES, SUPPRESSION_TEXT, WITHHELD } from '#shared/campaign/measures.ts'
import { REACH_TABLES, type ReachTableKey } from '#shared/campaign/reach-table.ts'
import { type Contacts, type ReachReport, STAGE_KINDS, type Stages } from '#shared/campaign/report.ts'
import type { Shown } from '#shared/campaign/steps.ts'
import type { Column, Table } from '#shared/campaign/table.ts'
import { LEFT_OUT_LABELS } from '#shared/campaign/tally.ts'
import { TOUCHPOINT_KIND_LABELS } from '#shared/campaign/touchpoint.ts'
import type { listTouchpoints } from './queries/list-touchpoints.ts'
import type { DayOfTouchpoint } from './reach-report.ts'

const STAGE_LABELS = { scan: '扫码打开', start: '开始答题', completion: '做完', share: '转发' } as const
const CONTACT_LABELS = { staff: '人次（现场登记）', platform: '人次（平台上报）' } as const

const text = (label: string, meaning: string): Column => ({ label, kind: 'text', meaning })
const count = (label: string, meaning: string): Column => ({ label, kind: 'count', meaning })
/** On one line, as a cell of a table. */
const LEFT_OUT = MEASURES.leftOut.text.replace(/\n(?:• )?/g, '')
const DAY: Column = { label: '日期', kind: 'day', meaning: MEASURES.byDay.text }

const TOUCHPOINT: Column[] = [
  text('触点', '触点的名称，归档的触点也在内。'),
  text('类型', '触点的类型。'),
  text('地点', '触点登记的地点。'),
  text('网格', '触点登记的网格。'),
  text('活动码', '二维码里的活动码，在网址 /s/ 后面。'),
]
const CONTACTS: Column[] = [
  count(CONTACT_LABELS.staff, MEASURES.contacts.text),
  count(CONTACT_LABELS.platform, MEASURES.contacts.text),
]
const OCCASIONS = '发生的次数。同一部手机做两次算两次。'
const eventsOf = (kind: (typeof STAGE_KINDS)[number]) => count(`${STAGE_LABELS[kind]}（次）`, OCCASIONS)
const devicesOf = (kind: (typeof STAGE_KINDS)[number]) =>
  count(`${STAGE_LABELS[kind]}（设备）`, '这一环节里不同的手机有几部，同一部只算一次。不能和别的行相加。')
const FIGURES: Column[] = [...CONTACTS, ...STAGE_KINDS.flatMap((kind) => [eventsOf(kind), devicesOf(kind)])]

const shown = (figure: Shown): Cell => figure ?? WITHHELD
const figures = (contacts: Contacts, stages: Stages): Cell[] => [
  contacts.staff,
  contacts.platform,
  ...STAGE_KINDS.flatMap((kind) => [shown(stages[kind].events), shown(stages[kind].devices)]),
]

/** One row for each figure, with its definition beside it. */
function totals({ whole, leftOut }: ReachReport): Table {
  const { atLeast, atMost } = whole.residents
  const rows: Cell[][] = [
    [CONTACT_LABELS.staff, whole.contacts.staff, MEASURES.contacts.text],
    [CONTACT_LABELS.platform, whole.contacts.platform, MEASURES.contacts.text],
    ...STAGE_KINDS.flatMap((kind) => [
      [eventsOf(kind).label, shown(whole.stages[kind].events), OCCASIONS],
      [devicesOf(kind).label, shown(whole.stages[kind].devices), SUPPRESSION_TEXT],
    ]),
    [MEASURES.devices.label, shown(whole.devices), MEASURES.devices.text],
    ['触达居民，最少', atLeast, MEASURES.residents.text],
    ['触达居民，最多', atMost, MEASURES.residents.text],
    ['从转发开始答题（次）', shown(whole.newcomers.starts), MEASURES.newcomers.text],
    ['转发带来新设备', shown(whole.newcomers.devices), MEASURES.newcomers.text],
    ['转发链接（条）', shown(whole.tree.links), MEASURES.shares.text],
    ['转发层数', shown(whole.tree.depth), MEASURES.shares.text],
    ...leftOut.reasons.map(({ reason, events }) => [`没有计入：${LEFT_OUT_LABELS[reason]}（次）`, events, LEFT_OUT]),
    ...(leftOut.excluded ? [['没有计入：民警移出统计的（次）', leftOut.excluded, LEFT_OUT]] : []),
  ]
  return {
    title: REACH_TABLES.totals,
    columns: [
      text('指标', '整个活动的一项数字。'),
      count('数', '空着表示算不出来，不是 0。'),
      text('怎么算的', '这个数的意思。'),
    ],
    rows,
  }
}

/**
 * @param report with published figures only. The tables show nothing that it does not show.
 * @param cells occasions by touchpoint and day, published likewise
 */
export function reachTables(
  report: ReachReport,
  listed: Awaited<ReturnType<typeof listTouchpoints>>,
  cells: readonly DayOfTouchpoint[],
): Record<ReachTableKey, Table> {
  const touchpoints = new Map(listed.map((touchpoint) => [touchpoint.id, touchpoint]))
  const head = (id: string): Cell[] => {
    const touchpoint = touchpoints.get(id)
    return touchpoint
      ? [touchpoint.name, TOUCHPOINT_KIND_LABELS[touchpoint.kind], touchpoint.place, touchpoint.grid, touchpoint.code]
      : TOUCHPOINT.map(() => '')
  }
  return {
    totals: totals(report),
    touchpoints: {
      title: REACH_TABLES.touchpoints,
      columns: [
        ...TOUCHPOINT,
        ...FIGURES,
        count('转发带来新设备', MEASURES.newcomers.text),
        count('转发链接（条）', MEASURES.shares.text),
        count('转发层数', MEASURES.shares.text),
      ],
      rows: report.touchpoints.map(({ touchpointId, contacts, stages, newcomers, tree }) => [
        ...head(touchpointId),
        ...figures(contacts, stages),
        ...[newcomers.devices, tree.links, tree.depth].map(shown),
      ]),
    },
    days: {
      title: REACH_TABLES.days,
      columns: [DAY, ...FIGURES],
      rows: report.days.map(({ day, contacts, stages }) => [day, ...figures(contacts, stages)]),
    },
    // Without devices: see `readReachCells`.
    'touchpoint-days': {
      title: REACH_TABLES['touchpoint-days'],
      columns: [...TOUCHPOINT, DAY, ...CONTACTS, ...STAGE_KINDS.map(eventsOf)],
      rows: cells.map(({ touchpointId, day, contacts, events }) => [
        ...head(touchpointId),
        day,
        contacts.staff,
        contacts.platform,
        ...events.map(shown),
      ]),
    },
  }
}
