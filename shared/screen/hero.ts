/** Texts for an item on a hall screen, by channel. */
import type { Channel } from '../content/common.ts'

export interface Hero {
  /** The question, in two lines. */
  question: [string, string]
  /** The device's notification text for the message. */
  arrival: string
}

export const HEROES: Record<Channel, Hero> = {
  call: { question: ['这个电话，', '您信不信？'], arrival: '来电' },
  sms: { question: ['这条短信，', '是真是假？'], arrival: '新短信' },
  chat: { question: ['这条消息，', '您信不信？'], arrival: '新的聊天消息' },
  web: { question: ['这个网页，', '是真是假？'], arrival: '收到一个链接' },
  app: { question: ['这个提示，', '您信不信？'], arrival: '应用通知' },
}
