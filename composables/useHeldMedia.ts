import { mediaPath } from '#shared/programme/media.ts'
import type { HeldMedia } from './held-media.ts'
import { useMediaStore } from './media-store.ts'

/** A download goes on after a break from its last piece, bytes. */
const PIECE = 4 * 1024 * 1024
const RETRY_MS = 20_000

/** `bytes 0-99/1234` → 1234 */
const sizeIn = (range: string | null) => Number(/\/(\d+)$/.exec(range ?? '')?.[1] ?? Number.NaN)

interface Plan {
  size: number
  type: string
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isPlan = (value: unknown): value is Plan =>
  isObject(value) && Number.isFinite(value.size) && typeof value.type === 'string'
const arePlans = (value: unknown): value is Record<string, Plan> =>
  isObject(value) && Object.values(value).every(isPlan)

/**
 * Uploaded pictures and videos, fetched in advance and kept on the screen, so that they play without the server and
 * after a reload; client only.
 * @param wanted ids of those that the programmes of this screen name; all others are removed
 * @returns the address of one of which every byte is there
 */
export function useHeldMedia(wanted: () => readonly string[]): HeldMedia {
  const held = shallowReactive(new Map<string, { url: string; type: string }>())
  const plans = useKept('jmt-media', arePlans)
  const store = useMediaStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function fetchPiece(id: string, place: number): Promise<ArrayBuffer> {
    const from = place * PIECE
    const answer = await fetch(mediaPath(id), { headers: { range: `bytes=${from}-${from + PIECE - 1}` } })
    const size = sizeIn(answer.headers.get('content-range'))
    // A captive portal answers everything with a page of its own.
    if (answer.status !== 206 || !Number.isFinite(size)) throw new Error(`${id}: ${answer.status}`)
    const piece = await answer.arrayBuffer()
    if (piece.byteLength !== Math.min(PIECE, size - from)) throw new Error(`${id}: cut off`)
    plans.value = { ...plans.value, [id]: { size, type: answer.headers.get('content-type') ?? '' } }
    await store.write(id, place, piece)
    return piece
  }
  async function hold(id: string): Promise<void> {
    const pieces: ArrayBuffer[] = []
    for (let place = 0; place === 0 || place * PIECE < (plans.value?.[id]?.size ?? 0); place += 1) {
      if (left || !wanted().includes(id)) return
      const stored = plans.value?.[id] && (await store.read(id, place))
      pieces.push(stored ?? (await fetchPiece(id, place)))
    }
    const plan = plans.value?.[id]
    if (left || !plan) return
    const blob = new Blob(pieces, { type: plan.type })
    if (blob.size !== plan.size) throw new Error(`${id}: ${blob.size} of ${plan.size}`)
    held.set(id, { url: URL.createObjectURL(blob), type: plan.type })
  }
  async function holdAll(): Promise<void> {
    clearTimeout(timer)
    const ids = wanted()
    for (const [id, { url }] of held) {
      if (ids.includes(id)) continue
      URL.revokeObjectURL(url)
      held.delete(id)
    }
    const known = Object.entries(plans.value ?? {}).filter(([id]) => ids.includes(id))
    if (known.length !== Object.keys(plans.value ?? {}).length) plans.value = Object.fromEntries(known)
    await store.keepOnly(ids)
    // One after the other: the first is needed first.
    let failed = false
    for (const id of ids) if (!held.has(id)) await hold(id).catch(() => (failed = true))
    if (left || !failed) return
    clearTimeout(timer)
    timer = setTimeout(() => void holdAll(), RETRY_MS)
  }
  watch(
    () => wanted().join(),
    () => void holdAll(),
    { immediate: true },
  )
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
    for (const { url } of held.values()) URL.revokeObjectURL(url)
  })
  return (id) => held.get(id)
}
