import { momentText } from '#shared/member/time.ts'
import type { OrderEntry, ScreenEntry } from '#shared/screen/list.ts'
import { quoted } from '#shared/quoted.ts'

/** An order is named in the list this long after it is done, ms. */
const DONE_SHOWN_MS = 10 * 60_000
const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** How far an order has come; empty where there is none, or it was done a while ago. */
export function orderText({ askedAt, toldAt, doneAt, force }: OrderEntry, now = Date.now()): string {
  if (doneAt) return now - Date.parse(doneAt) < DONE_SHOWN_MS ? `${momentText(doneAt)} 重新加载好了` : ''
  if (toldAt) return force ? '屏收到了，正在重新加载' : '屏收到了，没人用时就重新加载'
  return `${momentText(askedAt)} 已发出，屏还没有收到`
}

export const sizeText = (bytes: number): string =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GB` : `${Math.round(bytes / MIB)} MB`

/** `3 天 4 小时`, `12 分钟`. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分钟` : `${hours} 小时`
  return minutes > 0 ? `${minutes} 分钟` : '不到 1 分钟'
}

/** Screens that are missed, for the top of the list. */
export const missedNames = (screens: readonly ScreenEntry[]): string =>
  screens
    .filter(({ missedSince }) => missedSince !== null)
    .map(({ name }) => quoted(name))
    .join('')
