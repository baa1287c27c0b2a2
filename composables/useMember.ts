import type { SessionAnswer } from '#shared/member/member.ts'
import { can as roleCan, type Right } from '#shared/member/role.ts'

/** Navigation checks the session again after this long, in ms: it may have ended elsewhere (disabled, new password). */
const TRUST_MS = 30_000

/** Who is logged in, for the office's pages only. This only shows or hides; the server authorizes every request. */
export function useMember() {
  const member = memberState()
  const askedAt = useState('member-asked-at', () => 0)
  const request = useRequestFetch()

  async function refresh(): Promise<void> {
    member.value = (await callApi('/api/session', { $fetch: request })).member
    askedAt.value = Date.now()
  }

  return {
    member: computed(() => member.value ?? undefined),
    can: (right: Right) => Boolean(member.value && roleCan(member.value.role, right)),
    refresh,
    /** Asks the server unless the cached answer is fresh. */
    ensure: async () => {
      if (member.value === undefined || Math.abs(Date.now() - askedAt.value) > TRUST_MS) await refresh()
    },
    /** After a log-in: stores the server's answer. */
    accept: (answer: SessionAnswer) => {
      member.value = answer.member
      askedAt.value = Date.now()
    },
    logout: async (options: { everywhere?: boolean } = {}) => {
      await callApi('/api/session', { method: 'DELETE', query: options.everywhere ? { everywhere: '1' } : undefined })
      member.value = null
      await navigateTo('/console/login')
    },
  }
}
