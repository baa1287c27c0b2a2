/** Members and invitations of the station, fetched together. */
export function useMembers() {
  const people = useKeptFetch('/api/console/members')
  const invited = useKeptFetch('/api/console/invitations')
  return {
    ready: Promise.all([people.ready, invited.ready]),
    members: computed(() => people.data.value?.members),
    invitations: computed(() => invited.data.value?.invitations),
    error: computed(() => people.error.value ?? invited.error.value),
    busy: computed(() => people.busy.value || invited.busy.value),
    refresh: async () => void (await Promise.all([people.refresh(), invited.refresh()])),
  }
}
