import { safeNext } from '#shared/member/next.ts'

/**
 * A logged-in member who opens the log-in page is sent on. A file of its own: inline in a page, it would add to the
 * code of every page.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  const { member, refresh } = useMember()
  // Always asks the server: a stale answer may be the reason for the redirect to this page.
  await refresh().catch(() => {})
  // Somebody else is logged in beside a page that is not theirs.
  if (to.query.anew) return undefined
  if (member.value) return navigateTo(safeNext(to.query.next), { replace: true })
})
