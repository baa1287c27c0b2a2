import { useEventListener, useIntervalFn } from '@vueuse/core'
import type { OpenItem, Truth } from '#shared/content/item.ts'
import { messagesAround, nextMessage, UNREPEATED_MS } from '#shared/screen/attract.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import { type Game, goOn, type Judged, panelFor, PHASE_S, press, stamp } from '#shared/screen/game.ts'
import { restingOf } from '#shared/screen/show.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import type { Verdict } from '#shared/screen/verdicts.ts'

/** When each message was shown to a visitor of this screen, ms; for as long as the page is open. */
const shown = new Map<string, number>()

interface AttractGame {
  state: () => ScreenState
  content: () => ScreenContent | undefined
  verdictOn: (id: string) => Promise<Verdict | undefined>
  /** A warning waits for the end of the game. */
  warned: () => boolean
  /** @param judged what this visitor has judged */
  onLeave: (judged: readonly Judged[]) => void
}

/** A visitor's game on the attract view. Nothing of it is kept once the visitor has left. */
export function useAttractGame({ state, content, verdictOn, warned, onLeave }: AttractGame) {
  const game = shallowRef<Game>()
  const { now } = useServerClock()
  const sounds = useScreenSound()
  /** Panels that this visitor has seen. */
  let seen = new Set<string>()
  /** Seconds left of this phase. */
  const left = ref(0)
  const stay = () => {
    if (game.value) left.value = PHASE_S[game.value.phase]
  }

  function next(): OpenItem | undefined {
    const all = content()
    const { sampleMs, kind } = restingOf(state().show)
    const at = now()
    const live = all?.samples.filter(({ until }) => until > at) ?? []
    const around = messagesAround({ samples: live, panels: [] }, at, sampleMs, kind === 'attract')
    return nextMessage(live, { seed: state().screen.id, at, shown, around })
  }
  function panelOf(scamType: string) {
    const at = now()
    const panel = panelFor(content()?.panels.filter(({ until }) => until > at) ?? [], scamType)
    return panel && !seen.has(panel.id) ? panel : undefined
  }
  function set(to: Game | undefined): void {
    const before = game.value
    game.value = to
    if (to === before) return
    if (to?.phase === 'ask') shown.set(to.item.id, now())
    if (to?.phase === 'panel') seen.add(to.panel.id)
    if (to?.phase === 'cheer') sounds.applaud()
    stay()
  }
  function leave(): void {
    const judged = game.value?.judged ?? []
    set(undefined)
    seen = new Set()
    onLeave(judged)
  }
  /** @param item what is on the screen already; without it the next one */
  function begin(item = next()): void {
    set(item ? { phase: 'ask', item, judged: [] } : { phase: 'cheer', judged: [] })
  }
  async function choose(choice: Truth): Promise<void> {
    if (game.value?.phase !== 'ask') return
    const { item } = game.value
    sounds.tick()
    set(press(game.value, choice))
    const verdict = await verdictOn(item.id)
    if (!game.value) return
    const told = stamp(game.value, item.id, verdict)
    set(told)
    if (told.phase === 'verdict') sounds.stamp()
  }
  function onward(): void {
    if (!game.value) return
    if (game.value.phase === 'cheer') begin()
    else set(goOn(game.value, { next, panelOf, ending: warned() }))
  }

  useIntervalFn(() => {
    if (!game.value || (left.value -= 1) > 0) return
    if (game.value.phase === 'ask' || game.value.phase === 'cheer') leave()
    else onward()
  }, 1_000)
  useEventListener('pointerdown', stay, { capture: true, passive: true })
  return {
    game,
    left,
    begin,
    choose,
    onward,
    leave,
    wasShown: (id: string) => now() - (shown.get(id) ?? -Infinity) < UNREPEATED_MS,
  }
}
