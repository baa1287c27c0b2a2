import { readApiError } from '~/composables/useApi.ts'
import type { Right } from '#shared/member/role.ts'

declare module '#app' {
  interface PageMeta {
    /** The right that the page requires beyond being a member; the server checks it again. */
    right?: Right
  }
}
declare module 'vue-router' {
  interface RouteMeta {
    right?: Right
  }
}

/**
 * Lets members in; everybody else is sent to the log-in and returns afterwards. A member without the right is told what
 * their own role may do.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  const { member, can, ensure } = useMember()
  try {
    await ensure()
  } catch (error) {
    // Offline in the middle of work: stay in the office with the cached member; the page says what it cannot load.
    if (!member.value) throw createError({ status: 503, message: readApiError(error).message })
  }
  if (!member.value) return navigateTo({ path: '/console/login', query: { next: to.fullPath } })
  const { right } = to.meta
  if (right && !can(right)) return navigateTo({ path: '/console/account', query: { denied: '1' } }, { replace: true })
})
