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
  /** A visitor is in the play view. PlayRoom ends it when nobody touches the screen. */
  const playing = ref(false)

  const { faults, plain } = useStageFaults({
    view: () => view.value,
    endPlay: () => playing.value && !(playing.value = false),
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
    scenarios: offered,
    faults,
    door,
    playing,
    warned: computed(() => warned.value.on),
    refusals,
    away,
    origin: computed(() => state.value?.publicOrigin ?? location.origin),
    /** How the three rules are shown at the foot. */
    foot: computed(() => {
      if (view.value.kind === 'play' || view.value.kind === 'panel') return 'alone'
      if (view.value.kind !== 'attract' || !state.value) return undefined
      return state.value.campaign ? 'beneath' : 'alone'
    }),
    enter,
  }
}
