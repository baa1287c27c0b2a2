import type { SceneNode } from '#shared/content/scenario.ts'
import { spokenLine } from '#shared/content/speaker.ts'
import { sceneKey } from '#shared/voice/keys.ts'
import { MANDARIN } from '#shared/voice/voice.ts'

interface Played {
  scene: Ref<SceneNode | undefined>
  /** Name of the node. */
  node: () => string
  begun: Ref<boolean>
  ringing: Ref<boolean>
}

/**
 * The voice of a scenario. Once it is switched on it goes on from scene to scene, a call from the moment it is
 * answered. In the hall it is on from the start where somebody has recorded the story; elsewhere a press begins it.
 */
export function useSceneVoice(scenario: string, { scene, node, begun, ringing }: Played, inHall: boolean) {
  const voices = useVoices('scenario', scenario)
  const on = ref(false)
  const lines = computed(() =>
    (scene.value?.messages ?? []).map((message, at) => ({ key: sceneKey(node(), at), text: spokenLine(message) })),
  )
  const isHeard = computed(() => begun.value && Boolean(scene.value) && !ringing.value)
  watch([isHeard, node], ([heard]) => {
    if (heard && on.value) void voices.speak(lines.value)
    else voices.stop()
  })
  watch(begun, (now) => {
    on.value = now && inHall && Object.keys(voices.known.value?.lines ?? {}).length > 0
  })
  function toggle() {
    on.value = !voices.playing.value
    if (on.value) void voices.speak(lines.value)
    else voices.stop()
  }
  function changeLanguage() {
    voices.language.value = voices.language.value === 'local' ? 'mandarin' : 'local'
    if (voices.playing.value) void voices.speak(lines.value)
  }
  return {
    speaking: voices.playing,
    /** The control is offered. */
    canHear: computed(() => isHeard.value && voices.canHear(lines.value)),
    machine: computed(() => voices.voice.value?.machine === true),
    /** What a press changes to; undefined without a choice. */
    otherLanguage: computed(
      () => voices.local.value && (voices.language.value === 'local' ? MANDARIN : voices.local.value),
    ),
    toggle,
    changeLanguage,
  }
}
