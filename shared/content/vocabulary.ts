/** The vocabularies that content, filters and reports share. Without zod: they travel to every phone. */

/** How a message reaches a person. Order is the order of the filter chips. */
export const CHANNELS = ['call', 'sms', 'chat', 'web', 'app'] as const
export type Channel = (typeof CHANNELS)[number]
export const CHANNEL_LABELS: Record<Channel, string> = {
  call: '电话',
  sms: '短信',
  chat: '微信聊天',
  web: '网页',
  app: '手机软件',
}

/** Whom a scam type aims at. A file may name several; `everyone` stands alone. */
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
