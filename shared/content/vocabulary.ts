/** Vocabularies shared by content, filters and reports. Without zod: phones load it. */

/** Channels of messages. The order is that of the filter chips. */
export const CHANNELS = ['call', 'sms', 'chat', 'web', 'app'] as const
export type Channel = (typeof CHANNELS)[number]
export const CHANNEL_LABELS: Record<Channel, string> = {
  call: '电话',
  sms: '短信',
  chat: '微信聊天',
  web: '网页',
  app: '手机软件',
}

/** Target audience of a scam type. A file may name several; `everyone` must be the only one. */
export const AUDIENCES = ['everyone', 'student', 'worker', 'parent', 'elder', 'business'] as const
export type Audience = (typeof AUDIENCES)[number]
export const AUDIENCE_LABELS: Record<Audience, string> = {
  everyone: '所有人',
  student: '学生',
  worker: '上班族',
  parent: '家长',
  elder: '中老年人',
  business: '财务和商户',
}

/** Verdict on a choice. */
export const VERDICTS = ['safe', 'risky', 'loss'] as const
export type Verdict = (typeof VERDICTS)[number]
export const VERDICT_LABELS: Record<Verdict, string> = {
  safe: '稳当',
  risky: '危险',
  loss: '上当',
}

/** The scammer's psychological tactics. */
export const TACTICS = [
  'greed',
  'fear',
  'authority',
  'urgency',
  'isolation',
  'trust',
  'herd',
  'sunkCost',
  'secrecy',
  'remote',
] as const
export type Tactic = (typeof TACTICS)[number]
export const TACTIC_LABELS: Record<Tactic, string> = {
  greed: '给甜头',
  fear: '吓唬人',
  authority: '摆身份',
  urgency: '催得急',
  isolation: '不让问家人',
  trust: '套近乎',
  herd: '找人演戏',
  sunkCost: '套住本金',
  secrecy: '叫您保密',
  remote: '远程控制手机',
}

/** Kinds of endings. `stopped`: money was lost, and the rest saved by stopping in time. */
export const ENDINGS = ['safe', 'stopped', 'lost'] as const
export type Ending = (typeof ENDINGS)[number]
export const ENDING_LABELS: Record<Ending, string> = {
  safe: '守住了',
  stopped: '及时止损',
  lost: '被骗了',
}

/** Who has reviewed a text, by role: readers are not told names. */
export const REVIEWERS = { officer: '民警', admin: '警务室管理员' } as const
