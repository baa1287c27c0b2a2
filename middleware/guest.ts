import { safeNext } from '#shared/member/next.ts'

/**
 * Who is logged in has no business at the log-in. A file of its own: written into the page, it would weigh on every
 * page.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  const { member, refresh } = useMember()
  // Asked anew each time: what was known may be why somebody was sent here.
  await refresh().catch(() => {})
  if (member.value) return navigateTo(safeNext(to.query.next), { replace: true })
})
