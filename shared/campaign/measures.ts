/** What each figure of a campaign means: its formula and the words shown beside it ("怎么算的"). */
import { NEW_DEVICES, NEW_DEVICES_OF_SITE } from './new-devices.ts'
import { quoted } from '../quoted.ts'
import { SETTLE_MS } from '../settle.ts'
import { PUBLISH_MS, type Shown, STEP } from './steps.ts'
import { ONE_DEVICE, QUICK_LINE, QUICKEST_ANSWER_MS } from './tally.ts'

/** How figures are published (steps.ts), in words; shown wherever there are some. */
export const SUPPRESSION_TEXT =
  `为保护居民，扫码、开始、做完、转发的数字每 ${PUBLISH_MS / 60_000} 分钟公布一次，${STEP} 个一档，只会少写，不会多写。` +
  '还没到第一档的写成“*”，可能一个也没有，也可能有几个。各格从哪里起档不一样，也不公开，所以各格相加可能比总数少。人次是登记的，照实写。'

/** Texts of several points have a line for each. */
export const MEASURES = {
  contacts: {
    label: '人次',
    text: '民警、志愿者登记或直播平台上报的“接触到一次”。同一个人见两次算两次，所以人次不是人数。登记多了可以更正，更正以负数另记一笔，原来的记录不改。',
  },
  devices: {
    label: '设备（去重）',
    text:
      '同一部手机在这次活动里只算一台；取扫码、开始、做完、转发四个环节里去重设备数最大的一个。一人有两部手机会算两台；清除浏览记录后再来，或者换一个软件打开，也会算成新的一台。' +
      '系统不记姓名、电话和网络地址；活动结束时密钥就销毁，备份里也没有，之后设备再也认不出来。',
  },
  completions: {
    label: '做完问答',
    text: '答完一整套题的次数；同一部手机做两套算两次。“开始后做完”是做完次数除以开始次数。',
  },
  residents: {
    label: '触达居民（估计）',
    text:
      '只给范围，不给一个准数。下限是去重设备数，上限是登记的人次，填了覆盖人口的，最多到覆盖人口；设备还没到第一档时，上限和下限都不给。上限会把同一个人算多次，下限会漏掉没有扫码的人，' +
      '一人用几部手机时又会偏高。人次除以人口不是覆盖率，这里不算。',
  },
  funnel: {
    label: '漏斗',
    text: '从人次到扫码打开、开始答题、做完、转发。每一环节分开列“设备”（去重）和“次数”。人次由人或平台登记，和后面几个环节的来源不同，不能直接相除。',
  },
  newcomers: {
    label: '转发带来新设备',
    text: '在这次活动里第一次答题、并且是点别人转发的链接来的设备。次数是从转发链接开始答题的次数。',
  },
  shares: {
    label: '转发层数',
    text:
      '居民做完题后转发是第 1 层；点开这条链接的人做完再转发是第 2 层，依此类推。同一部手机只在第一次来的那一层，来回转不会变深。' +
      '一层要有足够多的链接才显示，免得一个人转发就看得出来。' +
      '条数是转发链接的总数，点开“转给家人”就算一条；有没有发出去，系统不知道。',
  },
  leftOut: {
    label: '没有计入的',
    text:
      '下面这些不算在数字里，只按原因记次数：\n' +
      '• 成员登录后自己扫码、答题；\n' +
      '• 搜索引擎、链接预览等程序，自己说明了身份的；\n' +
      '• 浏览器提前打开、还没有人看的网页；\n' +
      '• 不保存网页数据的手机按“开始”：每按一次都像一台新设备，所以等它交回答案才计入；\n' +
      `• 平均每题不到 ${QUICKEST_ANSWER_MS / 1000} 秒的一套：网页每出一题，先有 ${SETTLE_MS / 1000} 秒不接受点按，人不可能这么快。` +
      '这一套照常批改、照常给结果，只算开始，不算做完；\n' +
      '• 一部手机同时做几套，只算一套；\n' +
      `• 同一部手机一下子超过 ${ONE_DEVICE.burst} 次、以后每小时超过 ${ONE_DEVICE.perHour} 次的扫码或开始；\n` +
      '• 一个网络里短时间新来的手机超出上限，后来的照常能答题；\n' +
      '• 民警移出统计的。\n' +
      '数手机时，网络地址只在内存里用，不保存。自己不说明身份、又像人一样慢慢来的程序分不出来，所以数字仍然可能偏高。',
  },
  marks: {
    label: '异常提醒',
    text:
      '出现下面任何一种就提醒：\n' +
      `• 同一个网络十分钟里新来的手机超过 ${NEW_DEVICES.crowdInTenMinutes} 部，或一天里超过 ${NEW_DEVICES.crowdInDay} 部；\n` +
      `• 新来的手机超出上限（一下子 ${NEW_DEVICES.burst} 部，以后每小时 ${NEW_DEVICES.perHour} 部），照常能答题，只是不计入；\n` +
      '• 很多 IPv6 网络属于同一家（前 48 位相同），新来的手机合起来超出上限' +
      `（一下子 ${NEW_DEVICES_OF_SITE.burst} 部，以后每小时 ${NEW_DEVICES_OF_SITE.perHour} 部）；\n` +
      `• 一天里至少有 ${QUICK_LINE} 套题快得不可能是人答的。\n` +
      '大活动里大家连同一个 Wi-Fi 时也会有第一种，所以只是提醒，不自动扣数。要不要移出统计，由民警决定；移出另记一笔，原来的记录不改，可以放回。',
  },
  byDay: {
    label: '每天',
    text: '按北京时间分天。人次记在发生的那天，不是登记的那天。',
  },
  goals: {
    label: '目标',
    text: '人次目标对比登记的人次，做完目标对比做完的次数。',
  },
} as const satisfies Record<string, { label: string; text: string }>
export type Measure = keyof typeof MEASURES

/**
 * A lower bound of a campaign's distinct devices: the largest number of any stage. Equal to the true number when every
 * start was preceded by a scan.
 */
export const campaignDevices = (byKind: readonly Shown[]): Shown =>
  byKind.reduce((most, devices) => (devices !== null && devices > (most ?? 0) ? devices : most), null)

export interface ResidentRange {
  /** Published devices; null below the first step. */
  atLeast: Shown
  /**
   * Contacts, capped at the population; null where no valid upper bound is known, or while the lower bound is withheld.
   */
  atMost: number | null
  /** Why there is no upper bound. */
  missing?: 'few_devices' | 'no_contacts' | 'contacts_incomplete'
}

/**
 * Residents reached, as a range only (never contacts ÷ population).
 * @param devices distinct devices in the campaign as published, at most the true number
 * @param contacts occasions reported
 * @param population of the area; undefined or null where unknown
 */
export function residentRange(devices: Shown, contacts: number, population?: number | null): ResidentRange {
  // Whether few contacts are below the number of devices would reveal how many devices there are.
  if (devices === null) return { atLeast: null, atMost: null, missing: 'few_devices' }
  const atLeast = devices
  if (contacts <= 0) return { atLeast, atMost: null, missing: 'no_contacts' }
  const atMost = population ? Math.min(contacts, population) : contacts
  // Fewer contacts than devices: contacts were reported incompletely, so they are no upper bound.
  if (atMost < devices) return { atLeast, atMost: null, missing: 'contacts_incomplete' }
  return { atLeast, atMost }
}

/**
 * A number as whole percent of another, rounded down; undefined where the other is zero. More than 100 where it is
 * more: a goal that was passed, or completions of starts that an earlier count did not hold.
 */
export function percent(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.floor((part / whole) * 100) : undefined
}

/** How far a goal is reached: never a share above 100 %, which would read as one of a whole. */
export function goalText(reached: Shown, wanted: number): string {
  if (reached === null) return `目标 ${countText(wanted)}`
  if (reached > wanted) return `目标 ${countText(wanted)}，已达到，多 ${countText(reached - wanted)}`
  if (reached === wanted) return `目标 ${countText(wanted)}，刚好达到`
  return `目标 ${countText(wanted)}，已到 ${percent(reached, wanted)}%`
}

/**
 * A step of the funnel as a share of the one before it. Both are counted on their own: a phone that was offline reports
 * a later step first, so there can be more of it, and then it is no share.
 */
export function shareText(part: Shown, whole: Shown): string {
  if (part === null || whole === null) return ''
  const share = percent(part, whole)
  if (share === undefined) return ''
  return share > 100 ? `多 ${countText(part - whole)}` : `${share}%`
}

/** `12480` → `12,480`, the same on server and browser. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** The sign for a withheld figure, on screen and in files; `SUPPRESSION_TEXT` explains it. */
export const WITHHELD = '*'
/** Below a table in which figures may be withheld. */
export const WITHHELD_NOTE = `${quoted(WITHHELD)}是为保护居民不显示的数。`
export const shownText = (count: Shown): string => (count === null ? WITHHELD : countText(count))
