import type { InvitationRow } from '#shared/member/invitation.ts'
import type { MemberRow } from '#shared/member/member.ts'

/** Members and invitations of the station, fetched together. */
export async function useMembers() {
  const [people, invited] = await Promise.all([
    useFetch<{ members: MemberRow[] }>('/api/console/members'),
    useFetch<{ invitations: InvitationRow[] }>('/api/console/invitations'),
  ])
  return {
    members: computed(() => people.data.value?.members ?? []),
    invitations: computed(() => invited.data.value?.invitations ?? []),
    error: computed(() => people.error.value ?? invited.error.value),
    refresh: () => Promise.all([people.refresh(), invited.refresh()]),
  }
}
