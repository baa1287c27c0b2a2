import { heldMedia } from '~/composables/held-media.ts'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'
import type { ScamSheet } from '#shared/screen/content.ts'
import { footOf } from '#shared/screen/foot.ts'
import { attractTurn } from '#shared/screen/rotation.ts'
import { SAMPLE_MS } from '#shared/screen/sample.ts'
import { shownKind, type View, viewAt } from '#shared/screen/view.ts'

/** What a visitor does in the play view. */
type Visit =
  /** A story; `first` was pressed before. */
  | { kind: 'story'; first?: ScenarioPage }
  | { kind: 'scams'; first: string; scams: readonly ScamSheet[] }
  /** The game of the attract view, which goes on in its place. */
  | { kind: 'game' }

/** Everything that the stage of a screen needs: the current view, and what visitors may do; client only. */
export function useScreenStage() {
  const { state, refused, refusals, elsewhere, build, away, received, enter, report, flipped, startAnew, link } =
    useScreenSocket()
  const version = () => state.value?.content
  const content = useScreenContent(version)
  const scenarios = useScreenScenarios(version)
  const { offered, supplied, holds } = useScreenSupplies(
    () => scenarios.value,
    () => content.value,
  )
  const { programmes, mediumOf } = useScreenProgrammes(
    () => state.value?.show,
    // Until the content that the state names is there, nobody knows what a new programme needs.
    (programme) => (!version() || version() === content.value?.version) && holds(programme),
  )
  provide(heldMedia, mediumOf)
  useScreenVoices(version)
  const { doorOpen } = useScreenDoor()
  const { now } = useServerClock()
  const verdictOn = useVerdicts(() => content.value?.version)
  /** What a visitor does; its view ends it when nobody touches the screen. */
  const visit = shallowRef<Visit>()
  const playing = computed(() => visit.value !== undefined)
  const inGame = computed(() => visit.value?.kind === 'game')
  function begin(what: Visit): void {
    visit.value = what
  }
  function leave(): void {
    visit.value = undefined
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
        programmes: programmes.value,
        plain: plain.value,
      },
      at,
    ),
  )
  const view: ComputedRef<View> = computed(() => timed.value.view)
  useScreenUse(
    () => link.value,
    () => view.value.kind,
  )
  useScreenHealth(
    () => link.value,
    () => view.value,
  )
  useScreenOrders(
    () => link.value,
    () => !playing.value,
  )
  const care = useScreenCare(() => state.value)
  /** A warning is on, or waits until the visitor has finished. */
  const warned = useOverTime((at) => {
    const show = state.value?.show
    const until = show?.kind === 'takeover' && at < show.card.until ? show.card.until : Infinity
    return { on: until < Infinity, until }
  })
  /** Scenes of a programme that the attract view shows. */
  const ATTRACTING = new Set(['attract', 'quiz', 'live', 'hall'])
  const attract = useOverTime((at) => {
    const { value } = view
    if (value.kind === 'attract') return { shown: value, until: Infinity }
    if (value.kind !== 'programme' || !ATTRACTING.has(value.turn.scene.content.kind))
      return { shown: undefined, until: Infinity }
    const scene = supplied.value && attractTurn({ kind: 'attract', sampleMs: SAMPLE_MS }, supplied.value, at)
    return { shown: { scene: scene?.shown, warning: value.warning }, until: scene?.until ?? Infinity }
  })
  const door = computed(
    () => offered.value.length > 0 && ['takeover', 'programme', 'panel', 'attract'].includes(view.value.kind),
  )
  watch(
    // A game has buttons of its own in that place.
    () => door.value || inGame.value,
    (open) => {
      doorOpen.value = open
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    doorOpen.value = false
  })

  useFlips(() => view.value, flipped)
  // The docent has begun: what a visitor had begun on this screen is over.
  watch(
    () => view.value.kind === 'scene',
    (led) => {
      if (led) leave()
    },
  )

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
    visit,
    playing,
    begin,
    leave,
    verdictOn,
    /** What the attract view shows, by itself or as a scene of a programme; undefined while another view is on. */
    attract: computed(() => attract.value.shown),
    warned: computed(() => warned.value.on),
    refusals,
    away,
    origin: computed(() => state.value?.publicOrigin ?? location.origin),
    /** The three rules are shown at the foot; other views use that space themselves. */
    foot: computed(() => {
      const { value } = view
      if (value.kind === 'play') return !inGame.value
      if (value.kind === 'programme' || value.kind === 'scene')
        return !attract.value.shown && footOf(value.turn.scene.content) === 'alone'
      return value.kind === 'panel'
    }),
    enter,
    care,
  }
}
