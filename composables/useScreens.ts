import type { ScreenEntry } from '#shared/screen/list.ts'
import { momentText } from '#shared/member/time.ts'

/** Polling interval in ms without live updates, and while a pairing may expire, which no event announces. */
const FALLBACK_MS = 10_000

/** The station's screens, kept up to date. */
export function useScreens() {
  // Not awaited: the composables below still need the component instance. Lazy, so navigation does not wait for it.
  const { data, error, busy, refresh } = useKeptFetch('/api/console/screens', { lazy: true })
  const { connected, onScreenChange } = useOfficeSocket()
  onScreenChange(() => void refresh())
  const mayLapse = () => data.value?.screens.some((screen) => !screen.collected && !screen.lapsed) ?? false
  useRefreshing(refresh, FALLBACK_MS, () => !connected.value || mayLapse())
  return { list: data, error, busy, refresh }
}

/** Whether the screen is online, and since when. */
export function screenPresence(screen: ScreenEntry): {
  tone: 'safe' | 'danger' | 'plain'
  word: string
  since: string
} {
  if (screen.online)
    return { tone: 'safe', word: '在线', since: screen.onlineSince ? `${momentText(screen.onlineSince)} 起` : '' }
  if (screen.lapsed) return { tone: 'danger', word: '没有连上', since: '没有连上，请断开后重新连接' }
  if (!screen.collected)
    return { tone: 'plain', word: '正在连接', since: `已于 ${momentText(screen.pairedAt)} 输入连接码` }
  return {
    tone: 'danger',
    word: '离线',
    since: screen.lastSeenAt ? `${momentText(screen.lastSeenAt)} 起` : '还没有上线过',
  }
}
