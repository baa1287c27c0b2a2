/** Turns each action of the audit log into a sentence. */
import { SCREEN_TIME_LABELS } from '../card/card.ts'
import { countText } from '../campaign/measures.ts'
import { quoted } from '../quoted.ts'
import { isKeyOf, keysOf } from '../records.ts'
import { ROLE_LABELS } from './role.ts'

type Detail = Record<string, unknown>

const quotedIn = (value: unknown) => (typeof value === 'string' && value ? quoted(value) : '')

/** The name of the affected object, as recorded in the entry. */
const nameIn = (detail: Detail) => quotedIn(detail.title) || quotedIn(detail.name)

const roleIn = (value: unknown) => (typeof value === 'string' && isKeyOf(ROLE_LABELS, value) ? ROLE_LABELS[value] : '')
/** Field names, as in the forms. */
const FIELD_LABELS: Record<string, string> = {
  name: '名称',
  title: '活动名称',
  hallName: '体验馆名称',
  icpNumber: '备案号',
  policeFiling: '公安备案号',
  slogan: '宣传语',
  startsOn: '开始日期',
  endsOn: '结束日期',
  goalContacts: '人次目标',
  goalCompletions: '做完问答目标',
  plannedCount: '计划数量',
  place: '地点',
  grid: '网格',
  kind: '类型',
  campaignId: '显示的活动',
  zone: '展区',
  population: '覆盖人口',
  allianceName: '联盟名称',
  shortName: '简称',
  placeName: '所在地',
  hallArea: '体验馆面积',
  about: '介绍',
  telephone: '电话',
  address: '地址',
  checkHint: '怎么核实',
  logo: '图标',
  origin: '二维码的网址',
}

/** Fields of a knowledge card, whose title must not be called that of a campaign. */
const CARD_LABELS: Record<string, string> = {
  kind: '类型',
  title: '标题',
  headline: '一句话',
  body: '正文',
  scamType: '诈骗类型',
  source: '来源',
  expiresOn: '有效期',
}

/** `（改了名称、宣传语）`, from `changed: ['name', …]`. */
function changesIn(detail: Detail, names = FIELD_LABELS): string {
  const keys = Array.isArray(detail.changed) ? detail.changed : []
  const labels = [
    ...new Set(keys.map((key) => (Object.hasOwn(names, String(key)) ? names[String(key)] : '')).filter(Boolean)),
  ]
  return labels.length ? `（改了${labels.join('、')}）` : ''
}

const reasonIn = (detail: Detail) =>
  typeof detail.reason === 'string' && detail.reason ? `，原因：${detail.reason}` : ''

const whatIn = (detail: Detail) => (typeof detail.what === 'string' && detail.what ? `（${detail.what}）` : '')

const quantityIn = (detail: Detail) => (typeof detail.quantity === 'number' ? `：${countText(detail.quantity)}` : '')

const screensIn = (detail: Detail) =>
  typeof detail.screens === 'string' && isKeyOf(SCREEN_TIME_LABELS, detail.screens)
    ? `，${SCREEN_TIME_LABELS[detail.screens]}`
    : ''

/** The kind of content, e.g. 题目. */
const contentIn = (detail: Detail) => `${typeof detail.kind === 'string' ? detail.kind : '内容'}${nameIn(detail)}`

/** Of what was repeated within minutes: how often it was not noted by itself. */
const timesIn = (detail: Detail) => (typeof detail.times === 'number' ? `（随后又有 ${detail.times} 次）` : '')

/** The sentence after the member's name. The log is append-only: an entry may have the fields of an older version. */
const SENTENCES = {
  'station.create': (d) => `完成首次设置，建立了警务室${nameIn(d)}`,
  'station.edit': (d) => `修改了警务室资料${changesIn(d)}`,
  'member.create': (d) =>
    `以${roleIn(d.role) || '成员'}身份加入联盟${d.namesake === true ? '，姓名与别人相像，旁边标出账号' : ''}`,
  'member.login': () => '登录了办公区',
  'member.logout': () => '退出了登录',
  'member.login_failed': (d) => `账号${nameIn(d)}登录没有成功：密码不对`,
  'member.login_unknown': () => '有人用不存在的账号登录，没有成功',
  'member.login_disabled': (d) => `已停用的账号${nameIn(d)}登录，没有让进`,
  'member.password_failed': () => '改密码时原密码不对，没有改成',
  'member.refused': (d) => `想${typeof d.name === 'string' ? d.name : '做一件事'}，角色不允许，已拒绝`,
  'member.lock_network': () => '同一个网络上登录失败太多次，已暂停几分钟',
  'member.lock': (d) => `账号${nameIn(d)}密码连续输错，已暂时锁定`,
  'member.password': () => '修改了自己的密码',
  'member.logout_everywhere': () => '退出了自己在所有设备上的登录',
  'member.role': (d) => `把${nameIn(d)}的角色从${roleIn(d.from)}改为${roleIn(d.to)}`,
  'member.disable': (d) => `停用了${nameIn(d)}的账号`,
  'member.enable': (d) => `重新启用了${nameIn(d)}的账号`,
  'member.reset_link': (d) => `给${nameIn(d)}发了重设密码的链接`,
  'member.reset': () => '用一次性链接重设了自己的密码',
  'invitation.create': (d) => `邀请${nameIn(d)}加入${roleIn(d.role) && `，角色是${roleIn(d.role)}`}`,
  // With `inviter`: the invitation was revoked because the inviter's account was disabled or its role changed.
  'invitation.revoke': (d) => `撤回了${d.inviter ? `${quotedIn(d.inviter)}发` : ''}给${nameIn(d)}的邀请`,
  'invitation.accept': (d) => `用邀请链接加入${typeof d.name === 'string' ? `（邀请时写的姓名：${d.name}）` : ''}`,
  'campaign.create': (d) => `新建了宣传活动${nameIn(d)}`,
  'campaign.edit': (d) => `修改了宣传活动${nameIn(d)}${changesIn(d)}`,
  'campaign.close': (d) => `结束了宣传活动${nameIn(d)}`,
  'campaign.export': (d) => `导出了宣传活动${nameIn(d)}的数据`,
  'touchpoint.create': (d) => `新增了触点${nameIn(d)}`,
  'touchpoint.edit': (d) => `修改了触点${nameIn(d)}${changesIn(d)}`,
  'touchpoint.archive': (d) => `归档了触点${nameIn(d)}`,
  'touchpoint.restore': (d) => `恢复了触点${nameIn(d)}`,
  'contact.report': (d) => `登记了触点${nameIn(d)}的人次${quantityIn(d)}`,
  'contact.correct': (d) => `更正了触点${nameIn(d)}的人次${quantityIn(d)}`,
  'reach.exclude': (d) => `把活动${nameIn(d)}的一部分移出统计${whatIn(d)}${reasonIn(d)}`,
  'reach.restore': (d) => `把活动${nameIn(d)}移出的一部分放回统计${whatIn(d)}`,
  'screen.pair': (d) => `连接了互动屏${nameIn(d)}`,
  'screen.edit': (d) => `修改了互动屏${nameIn(d)}${changesIn(d)}`,
  'screen.replace': (d) => `换了互动屏${nameIn(d)}的机器`,
  'screen.revoke': (d) => `断开了互动屏${nameIn(d)}`,
  'card.create': (d) => `新建了知识卡${nameIn(d)}`,
  'card.edit': (d) => `修改了知识卡${nameIn(d)}${changesIn(d, CARD_LABELS)}`,
  'card.restore': (d) =>
    `把知识卡${nameIn(d)}恢复成${typeof d.number === 'number' ? `第 ${d.number} 版` : '旧版'}的内容`,
  'card.submit': (d) => `提交了知识卡${nameIn(d)}，等待审核`,
  'card.return': (d) => `退回了知识卡${nameIn(d)}${reasonIn(d)}`,
  'card.publish': (d) =>
    `发布了知识卡${nameIn(d)}${d.urgent === true ? `，并作为新骗局速报显示在互动屏上${screensIn(d)}` : ''}`,
  'card.show': (d) => `把知识卡${nameIn(d)}放到互动屏上${screensIn(d)}`,
  'card.stop': (d) => `停止在互动屏上显示知识卡${nameIn(d)}`,
  'card.withdraw': (d) => `撤下了知识卡${nameIn(d)}${reasonIn(d)}`,
  'card.republish': (d) => `重新发布了知识卡${nameIn(d)}`,
  'card.discard': (d) => `删除了知识卡${nameIn(d)}`,
  'card.recover': (d) => `恢复了删除的知识卡${nameIn(d)}`,
  'card.comment': (d) => `在知识卡${nameIn(d)}下留了言`,
  'card.uncomment': (d) => `删除了知识卡${nameIn(d)}下的一条留言`,
  'card.picture': (d) => `给知识卡${nameIn(d)}添加了一张图片`,
  'card.unpicture': (d) => `从知识卡${nameIn(d)}删除了一张图片`,
  'content.approved': (d) => `审核通过了${contentIn(d)}`,
  'content.change_requested': (d) => `要求修改${contentIn(d)}${reasonIn(d)}`,
  'content.reopened': (d) => `把${contentIn(d)}退回待审核`,
  'content.withdrawn': (d) => `撤下了${contentIn(d)}${reasonIn(d)}`,
  'content.restored': (d) => `恢复显示${contentIn(d)}`,
} satisfies Record<string, (detail: Detail) => string>

/** The actions that the server may record: only those with a sentence here. */
export type AuditAction = keyof typeof SENTENCES
/** Actions on oneself or on one's own police room: the sentence needs no object. */
export const OWN_ACTIONS = [
  'station.edit',
  'member.create',
  'member.login',
  'member.logout',
  'member.login_unknown',
  'member.password_failed',
  'member.lock_network',
  'member.password',
  'member.logout_everywhere',
  'member.reset',
] as const satisfies AuditAction[]
export type OwnAction = (typeof OWN_ACTIONS)[number]
export const AUDIT_ACTIONS = keysOf(SENTENCES)

/** Filter choices: the noun of an action. */
export const AUDIT_GROUPS = {
  campaign: '宣传活动',
  touchpoint: '触点',
  contact: '人次登记',
  reach: '移出统计',
  screen: '互动屏',
  card: '知识卡',
  content: '网站内容',
  member: '成员与登录',
  invitation: '邀请',
  station: '警务室资料',
} as const
export type AuditGroup = keyof typeof AUDIT_GROUPS
export const GROUP_KEYS = keysOf(AUDIT_GROUPS)

const VERBS: Record<string, string> = {
  create: '新建',
  edit: '修改',
  delete: '删除',
  close: '结束',
  archive: '归档',
  restore: '恢复',
}

/** The sentence without its subject. An action without a sentence is described by its parts. */
export function auditSentence(action: string, detail: Detail = {}): string {
  if (isKeyOf(SENTENCES, action)) return SENTENCES[action](detail) + timesIn(detail)
  const [noun = '', verb = ''] = action.split('.')
  const group = isKeyOf(AUDIT_GROUPS, noun) ? AUDIT_GROUPS[noun] : ''
  const did = Object.hasOwn(VERBS, verb) ? VERBS[verb] : ''
  return group || did ? `${did || '处理'}了${group || '一项内容'}${nameIn(detail)}` : `做了一项操作${nameIn(detail)}`
}

/** Entries per page. */
export const AUDIT_PAGE = 50

export interface AuditRow {
  id: string
  at: string
  action: string
  /** Null when the system did it. */
  memberName: string | null
  /** `auditSentence` of the entry. */
  sentence: string
}
export interface AuditPage {
  entries: AuditRow[]
  /** Cursor for `before` (the next page); null at the end. */
  next: string | null
}
/** A page of entries; only the first page includes the members to filter by. */
export interface AuditReply extends AuditPage {
  actors: { id: string; name: string }[]
}
