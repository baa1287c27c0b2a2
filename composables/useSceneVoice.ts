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
  /** `automatic`: nobody has pressed; then only what somebody has recorded is heard. */
  const mode = ref<'off' | 'automatic' | 'on'>('off')
  const lines = computed(() =>
    (scene.value?.messages ?? []).map((message, at) => ({ key: sceneKey(node(), at), text: spokenLine(message) })),
  )
  const isHeard = computed(() => begun.value && Boolean(scene.value) && !ringing.value)
  watch(begun, (now) => (mode.value = now && inHall ? 'automatic' : 'off'))
  watch([isHeard, node], ([heard]) => {
    const wanted = mode.value === 'on' || (mode.value === 'automatic' && voices.hasVoice(lines.value))
    if (heard && wanted) void voices.speak(lines.value)
    else voices.stop()
  })
  function toggle() {
    mode.value = voices.playing.value ? 'off' : 'on'
    if (mode.value === 'on') void voices.speak(lines.value)
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
