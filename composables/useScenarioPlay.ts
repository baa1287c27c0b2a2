import { isChoosing, isEnding } from '#shared/content/graph.ts'
import { advance, debriefOf, fits, paidBy, type Play, rewind, startPlay, threadBefore } from '#shared/content/play.ts'
import type { Scenario } from '#shared/content/scenario.ts'

/** Typing time of a line whose file gives none, seconds: a base and a little for each character. */
const TYPING_S = { least: 0.5, perCharacter: 0.03, most: 1.8 }
/** A call rings this long before its first words, ms. */
const RING_MS = 1_600

function typingMs(text: string, delay: number | undefined): number {
  return 1_000 * (delay ?? Math.min(TYPING_S.most, TYPING_S.least + TYPING_S.perCharacter * text.length))
}

/**
 * One play of a scenario: what is on the screen, and how it goes on. The rules are in `shared/content/play.ts`; this
 * file adds the timing.
 * @param initial a saved play to resume; one that no longer fits the file starts again.
 */
export function useScenarioPlay(scenario: Scenario, initial?: Play) {
  const play = shallowRef<Play>(initial && fits(scenario, initial) ? initial : startPlay(scenario))
  /** The introduction of the player's role has been read; no line is shown before. */
  const begun = ref(play.value.steps.length > 0)
  /** Number of lines of the node that are shown. */
  const shown = ref(0)
  const ringing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const node = computed(() => scenario.nodes[play.value.at]!)
  const scene = computed(() => (isEnding(node.value) ? undefined : node.value))
  const thread = computed(() => threadBefore(scenario, play.value))
  const ready = computed(() => Boolean(scene.value && shown.value >= scene.value.messages.length))
  const debrief = computed(() => debriefOf(scenario, play.value))
  const left = computed(() => scenario.purse - paidBy(scenario, play.value))
  const choices = computed(() => (isChoosing(node.value) ? node.value.choices : []))
  /** Number of screens shown so far, this one included. */
  const act = computed(() => play.value.steps.length + 1)

  function reveal() {
    const messages = scene.value?.messages ?? []
    ringing.value = false
    const message = messages[shown.value]
    if (!message) return
    const { from, text, delay } = message
    // The player's own lines need no typing time.
    timer = setTimeout(
      () => {
        shown.value += 1
        reveal()
      },
      from === 'me' ? 350 : typingMs(text, delay),
    )
  }
  function enter() {
    clearTimeout(timer)
    shown.value = 0
    if (!begun.value || !scene.value || import.meta.server) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return hurry()
    ringing.value = scene.value.view === 'call' && thread.value.length === 0
    if (ringing.value) timer = setTimeout(reveal, RING_MS)
    else reveal()
  }
  /** Shows all lines at once, for those who read faster. */
  function hurry() {
    clearTimeout(timer)
    ringing.value = false
    shown.value = scene.value?.messages.length ?? 0
  }
  /**
   * @param choice omitted where there is only one way on. A double tap does not choose twice: `at` must still be
   * the current node.
   */
  function go(at: string, choice?: number) {
    if (at === play.value.at && ready.value) play.value = advance(scenario, play.value, choice)
  }
  const begin = () => {
    begun.value = true
  }
  /** Back to the introduction of the player's role. */
  function restart() {
    play.value = startPlay(scenario)
    begun.value = false
  }
  const again = (step: number) => {
    play.value = rewind(play.value, step)
  }

  watch([play, begun], enter)
  onMounted(enter)
  onBeforeUnmount(() => clearTimeout(timer))

  return {
    play,
    begun,
    scene,
    thread,
    shown,
    ringing,
    ready,
    choices,
    debrief,
    left,
    act,
    begin,
    go,
    hurry,
    restart,
    again,
  }
}
