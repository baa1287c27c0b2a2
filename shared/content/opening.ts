/**
 * Pairs of messages for the home page: one scam and one similar genuine message. Not from the item bank, whose answers
 * never leave the server in advance. The pair changes daily.
 */

interface OpeningMessage {
  sender: string
  /** One character for the avatar. */
  avatar: string
  text: string
  /** Exact words of the text that reveal the truth. */
  quote: string
  why: string
}

export interface Opening {
  /** The channel of both messages. */
  channel: string
  /** The scam type to link to. */
  scamId: string
  scam: OpeningMessage
  genuine: OpeningMessage
  rule: string
}

export const OPENINGS: readonly [Opening, ...Opening[]] = [
  {
    channel: '短信',
    scamId: 'fake-customer-service',
    scam: {
      sender: '快递理赔客服',
      avatar: '客',
      text: '您的包裹在路上丢了，现在赔您三倍。请加我好友，打开屏幕共享，我教您领钱。',
      quote: '打开屏幕共享',
      why: '屏幕一共享，密码和验证码都被对方看见。',
    },
    genuine: {
      sender: '小区驿站',
      avatar: '驿',
      text: '您有一个包裹到了小区驿站，取件码 8-2-3017，请在晚上 8 点前来取。',
      quote: '取件码 8-2-3017',
      why: '只告诉您去哪里取，不要钱，也不要验证码。',
    },
    rule: '理赔退款原路返，要你操作就挂断。',
  },
  {
    channel: '短信',
    scamId: 'fake-authority',
    scam: {
      sender: '办案民警',
      avatar: '案',
      text: '您名下的银行卡涉嫌洗钱。案件保密，不要告诉家人，请把存款转到安全账户清查。',
      quote: '转到安全账户',
      why: '任何机关都没有“安全账户”。',
    },
    genuine: {
      sender: '12381',
      avatar: '预',
      text: '您可能正在遇到冒充公检法的诈骗，请不要转账，提高警惕。',
      quote: '请不要转账',
      why: '12381 的提醒短信没有链接，也不让您回电话。',
    },
    rule: '安全账户不安全，叫你转账是诈骗。',
  },
  {
    channel: '微信',
    scamId: 'task-rebate',
    scam: {
      sender: '福利群导师',
      avatar: '导',
      text: '在家点赞就能赚钱，一单 5 元，做完马上结。想多赚，先垫 300 元，返 360 元。',
      quote: '先垫 300 元',
      why: '前几单真给钱，是为了让您后面垫大钱。',
    },
    genuine: {
      sender: '社区通知群',
      avatar: '社',
      text: '社区食堂招周末帮工，每小时 22 元，月底发工资。想来的，周五带身份证到服务中心面谈。',
      quote: '到服务中心面谈',
      why: '有地点，能当面谈，也不用先交钱。',
    },
    rule: '刷单先垫钱，垫了就不还。',
  },
]

/** Days since 1970-01-01 of a calendar day. */
const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)

/** The pair of a day (`YYYY-MM-DD`), and whether its scam comes first: the position must not reveal the answer. */
export function openingOf(day: string): { opening: Opening; scamFirst: boolean } {
  const number = dayNumber(day)
  return {
    opening: OPENINGS[number % OPENINGS.length] ?? OPENINGS[0],
    scamFirst: Math.floor(number / OPENINGS.length) % 2 === 0,
  }
}
