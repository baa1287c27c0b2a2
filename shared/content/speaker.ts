/** Who says a line of a scenario: the one whose screen it is, or somebody of a group. */
interface Line {
  from: 'them' | 'me'
  text: string
  by?: string | undefined
}

/** Who says what the app itself says in a chat, in small letters without a square. */
export const NOTICE = '系统消息'

/** 阿芳, 老何, 小陈: the second character tells them apart. */
const FAMILIAR = /^[阿老小](?=.)/

/** The character in the square beside a line. */
export function avatarOf({ from, by }: Pick<Line, 'from' | 'by'>, sender: { avatar: string }): string {
  if (from === 'me') return '我'
  const [sign = sender.avatar] = by?.replace(FAMILIAR, '') ?? ''
  return sign
}

/** A line as it is listed or read aloud, with its speaker where there are several. */
export const spokenLine = ({ by, text }: Pick<Line, 'by' | 'text'>): string => (by ? `${by}：${text}` : text)
