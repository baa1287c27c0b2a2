import type { ScreenEntry, ScreenList } from '#shared/screen/list.ts'
import { momentText } from '#shared/member/time.ts'

/** Without live news the list is fetched this often, in ms. */
const FALLBACK_MS = 10_000

/** The station's screens, kept up to date. */
export function useScreens() {
  // Not awaited: what follows must still know its component. Lazy, so the page waits for nothing.
  const { data, error, status, refresh } = useFetch<ScreenList>('/api/console/screens', { lazy: true })
  const { connected, onScreenChange } = useOfficeSocket()
  onScreenChange(() => void refresh())
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    timer = setInterval(() => { if (!connected.value) void refresh() }, FALLBACK_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return { list: data, error, busy: computed(() => status.value === 'pending'), refresh }
}

/** Whether it is there, and since when. */
export function screenPresence(screen: ScreenEntry): { tone: 'safe' | 'danger' | 'plain'; word: string; since: string } {
  if (screen.online) return { tone: 'safe', word: '在线', since: screen.onlineSince ? `${momentText(screen.onlineSince)} 起` : '' }
  if (!screen.collected) return { tone: 'plain', word: '正在连接', since: `${momentText(screen.pairedAt)} 填的连接码` }
  return { tone: 'danger', word: '离线', since: screen.lastSeenAt ? `${momentText(screen.lastSeenAt)} 起` : '还没有上线过' }
}
