import type { PlayStep } from '#shared/screen/use.ts'

/** A play of a visitor on this screen, as long as it lasts. */
interface Playing {
  /** Random; it names this one play and nobody. */
  session: string
  /** Of the scenario. */
  id: string
  completed: boolean
}

/** One for the page, which shows one play at a time. */
const playing = shallowRef<Playing>()
const listeners = new Set<(step: Omit<PlayStep, 'at'>) => void>()
const tell = (step: Omit<PlayStep, 'at'>) => listeners.forEach((listener) => listener(step))

/** Plain HTTP has `getRandomValues`, but not `randomUUID`. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, at) => {
    const value = at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte
    return value.toString(16).padStart(2, '0')
  })
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-')
}

/**
 * Plays of visitors, to be counted: whoever offers something to play on a screen says when it is begun, completed and
 * left. Nothing of what a visitor does is kept.
 */
export function useScreenPlays() {
  return {
    playing: readonly(playing),
    /** The first step of a play. */
    begin(id: string): void {
      playing.value = { session: randomId(), id, completed: false }
      tell({ session: playing.value.session, step: 'start' })
    },
    complete(): void {
      if (!playing.value || playing.value.completed) return
      playing.value = { ...playing.value, completed: true }
      tell({ session: playing.value.session, step: 'completion' })
    },
    leave(): void {
      playing.value = undefined
    },
    /** @returns stops listening */
    onStep(listener: (step: Omit<PlayStep, 'at'>) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    randomId,
  }
}
