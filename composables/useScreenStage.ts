import type { ScenarioPage } from '#shared/content/scenario-card.ts'
import { shownKind, type View, viewAt } from '#shared/screen/view.ts'

/** Everything that the stage of a screen needs: the current view, and what visitors may do; client only. */
export function useScreenStage() {
  const { state, refused, refusals, elsewhere, build, away, received, enter, report, startAnew } = useScreenSocket()
  const version = () => state.value?.content
  const content = useScreenContent(version)
  const scenarios = useScreenScenarios(version)
  const { offered, supplied } = useScreenSupplies(
    () => scenarios.value,
    () => content.value,
  )
  const { doorOpen } = useScreenDoor()
  const { now } = useServerClock()
  const verdictOn = useVerdicts(() => content.value?.version)
  /** A visitor plays a story. PlayRoom ends it when nobody touches the screen. */
  const inStory = ref(false)
  /** The story whose call was answered. */
  const story = shallowRef<ScenarioPage>()
  /** A visitor plays the game of the attract view, which ends it likewise. */
  const game = ref(false)
  const playing = computed(() => inStory.value || game.value)
  function play(first?: ScenarioPage): void {
    story.value = first
    inStory.value = true
  }
  function leave(): void {
    inStory.value = false
    game.value = false
  }

  const { faults, plain } = useStageFaults({
    view: () => view.value,
    endPlay: () => {
      const ended = playing.value
      leave()
      return ended
    },
    forget: startAnew,
  })
  useScreenRenewal(
    () => build.value,
    () => !playing.value,
  )

  const timed = useOverTime((at) =>
    viewAt(
      {
        refused: refused.value,
        elsewhere: elsewhere.value,
        playing: playing.value,
        state: state.value,
        content: supplied.value,
        plain: plain.value,
      },
      at,
    ),
  )
  const view: ComputedRef<View> = computed(() => timed.value.view)
  /** A warning is on, or waits until the visitor has finished. */
  const warned = useOverTime((at) => {
    const show = state.value?.show
    const until = show?.kind === 'takeover' && at < show.card.until ? show.card.until : Infinity
    return { on: until < Infinity, until }
  })
  const door = computed(() => offered.value.length > 0 && ['takeover', 'panel', 'attract'].includes(view.value.kind))
  watch(
    // A game has buttons of its own in that place.
    () => door.value || game.value,
    (open) => {
      doorOpen.value = open
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    doorOpen.value = false
  })

  const kind = computed(() => state.value && shownKind(view.value, state.value))
  const revision = computed(() => state.value?.revision)
  /** Since when the current view and revision are shown, in server time. */
  let since = now()
  // After the view has changed; also when the same state arrives again, which is how the server requests a report.
  watch(
    [kind, revision, received],
    ([shown, held], [before, heldBefore]) => {
      if (shown !== before || held !== heldBefore) since = now()
      if (shown && held !== undefined) report({ kind: shown, revision: held, shownAt: Math.round(since) })
    },
    { flush: 'post' },
  )

  return {
    view,
    state,
    content: supplied,
    scenarios: offered,
    faults,
    door,
    story,
    game,
    play,
    leave,
    verdictOn,
    warned: computed(() => warned.value.on),
    refusals,
    away,
    origin: computed(() => state.value?.publicOrigin ?? location.origin),
    /** The three rules are shown at the foot; other views use that space themselves. */
    foot: computed(() => view.value.kind === 'play' && !game.value),
    enter,
  }
}
