/** The speaker of a line in a scenario: the sender of the screen, or a member of a group chat. */
interface Line {
  from: 'them' | 'me'
  text: string
  by?: string | undefined
}

/** Speaker name for notices of the app itself in a chat, shown small and without an avatar. */
export const NOTICE = '系统消息'

/** 阿芳, 老何, 小陈: the second character tells them apart. */
const FAMILIAR = /^[阿老小](?=.)/

/** The character shown as avatar beside a line. */
export function avatarOf({ from, by }: Pick<Line, 'from' | 'by'>, sender: { avatar: string }): string {
  if (from === 'me') return '我'
  const [sign = sender.avatar] = by?.replace(FAMILIAR, '') ?? ''
  return sign
}

/** A line for lists or reading aloud, with the speaker's name in a group chat. */
export const spokenLine = ({ by, text }: Pick<Line, 'by' | 'text'>): string => (by ? `${by}：${text}` : text)
