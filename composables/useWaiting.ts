/** Polling interval, in ms: the socket tells of changes at once; this is for when it is away. */
const LOOK_MS = 60_000

/** What waits for this member's decision, for the office's menu; kept up to date. Nothing before a log-in. */
export function useWaiting() {
  const { member } = useMember()
  const { data, refresh } = useKeptFetch('/api/console/waiting', {
    key: 'waiting',
    lazy: true,
    immediate: Boolean(member.value),
  })
  const { onWaitingChange } = useOfficeSocket()
  const look = () => void (member.value && refresh())
  // After a log-in on this page.
  watch(() => member.value?.id, look)
  onWaitingChange(look)
  useRefreshing(look, LOOK_MS)
  return data
}
