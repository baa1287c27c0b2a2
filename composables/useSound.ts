import { type VoiceFormat, voicePath } from '#shared/voice/voice.ts'

/** Safari before 18.4 cannot play Opus in Ogg. */
export function playableFormat(): VoiceFormat {
  return new Audio().canPlayType('audio/ogg; codecs=opus') ? 'ogg' : 'mp3'
}

/** Plays one sound of an office page at a time. */
export function useSound() {
  /** The address that is being played. */
  const playing = ref<string>()
  const failed = ref(false)
  let audio: HTMLAudioElement | undefined

  function stop() {
    audio?.pause()
    playing.value = undefined
  }
  function makeElement(): HTMLAudioElement {
    const made = new Audio()
    made.addEventListener('ended', stop)
    made.addEventListener('error', () => {
      stop()
      failed.value = true
    })
    return made
  }
  function play(address: string) {
    const own = (audio ??= makeElement())
    failed.value = false
    own.src = address
    playing.value = address
    // Paused again before it began.
    own.play().catch(() => {})
  }
  const toggle = (address: string) => (playing.value === address ? stop() : play(address))
  const toggleFile = (file: string) => toggle(voicePath(file, playableFormat()))
  const isPlaying = (file: string) => playing.value?.includes(`/${file}.`) ?? false
  onBeforeUnmount(stop)
  return { playing: readonly(playing), failed: readonly(failed), toggle, toggleFile, isPlaying, stop }
}
