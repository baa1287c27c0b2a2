import { restingOf } from '#shared/screen/show.ts'
import { shownKind, viewAt } from '#shared/screen/view.ts'

/** Everything that the stage of a screen needs: the current view, and what visitors may do; client only. */
export function useScreenStage() {
  const { state, refused, refusals, away, received, enter, report, startAnew } = useScreenSocket()
  const content = useScreenContent(() => state.value?.content)
  const scenarios = useScreenScenarios()
  const { doorOpen } = useScreenDoor()
  const { now } = useServerClock()
  /** A visitor is in the play view. PlayRoom ends it when nobody touches the screen. */
  const playing = ref(false)

  const timed = useOverTime((at) =>
    viewAt({ refused: refused.value, playing: playing.value, state: state.value, content: content.value }, at),
  )
  const view = computed(() => timed.value.view)
  const door = computed(() => scenarios.value.length > 0 && ['takeover', 'panel', 'attract'].includes(view.value.kind))
  watch(
    door,
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
    scenarios,
    door,
    playing,
    refusals,
    away,
    origin: computed(() => state.value?.publicOrigin ?? location.origin),
    /** Whether the three rules are shown at the foot; panels and counters use that space themselves. */
    foot: computed(
      () =>
        view.value.kind === 'play' ||
        view.value.kind === 'takeover' ||
        (view.value.kind === 'attract' && state.value && restingOf(state.value.show).kind === 'panels'),
    ),
    enter,
    /** Drops the state that is kept, and loads the page anew, once in a while at most. */
    forget: startAnew,
  }
}
