/** Windows of one browser share the session: a page may still belong to the member who was logged in before. */
import { getHeader, type H3Event } from 'h3'
import { AppError } from '#shared/errors.ts'
import { MEMBER_HEADER } from '#shared/member/member-header.ts'
import { currentMember } from './session.ts'

/**
 * Lets a write pass unless its page names another member than the one who is logged in. Without a session the guard of
 * the route answers.
 * @throws AppError `other_member`
 */
export async function requireSameMember(event: H3Event): Promise<void> {
  const believed = getHeader(event, MEMBER_HEADER)
  if (!believed) return
  const member = await currentMember(event)
  if (!member || member.id === believed) return
  throw new AppError(
    'other_member',
    `这个浏览器里现在登录的是${member.name}（账号 ${member.login}），不是打开这个页面的成员。这一步没有做。`,
  )
}
