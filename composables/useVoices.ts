import type { Language, Subject, SubjectVoices, Voice } from '#shared/voice/voice.ts'
import { voicePath } from '#shared/voice/voice.ts'
import { playableFormat } from './useSound.ts'

/** A line as it is heard. */
export interface HeardLine {
  key: string
  text: string
}

/** Where a hall screen has its voices: in memory, so that they are heard without the server. */
interface VoiceSupply {
  voicesOf: (subject: Subject, id: string) => SubjectVoices | undefined
  addressOf: (file: string) => string | undefined
}
const SUPPLY: InjectionKey<VoiceSupply> = Symbol('voices')
export const provideVoices = (supply: VoiceSupply) => provide(SUPPLY, supply)

/** Runs of lines that come from the same source, so that the device reads its own in one go. */
function inTurns(lines: readonly HeardLine[], pick: (line: HeardLine) => Voice | undefined) {
  const turns: { voice?: Voice; lines: HeardLine[] }[] = []
  for (const line of lines) {
    const voice = pick(line)
    const last = turns[turns.length - 1]
    if (voice || !last || last.voice) turns.push({ ...(voice && { voice }), lines: [line] })
    else last.lines.push(line)
  }
  return turns
}

/** Plays sounds one after the other on one element: iOS lets only an element that a press has started play on. */
function makeAudio(addressOf: (file: string) => string | undefined) {
  let audio: HTMLAudioElement | undefined
  let settle = (_heard: boolean) => {}

  function makeElement(): HTMLAudioElement {
    const made = new Audio()
    made.addEventListener('ended', () => settle(true))
    made.addEventListener('error', () => settle(false))
    return made
  }
  function playAt(address: string): Promise<boolean> {
    const own = (audio ??= makeElement())
    return new Promise((resolve) => {
      settle = resolve
      own.src = address
      own.play().catch(({ name }: Error) => {
        // Stopped before it began. Otherwise: no press has allowed sound on this page yet, or it cannot be played.
        if (name !== 'AbortError') resolve(false)
      })
    })
  }
  /** @returns false when it could not be played */
  async function play({ file }: Voice): Promise<boolean> {
    const format = playableFormat()
    return (
      (await playAt(addressOf(file) ?? voicePath(file, format))) ||
      // A browser that only thinks that it can.
      (format === 'ogg' && (await playAt(voicePath(file, 'mp3'))))
    )
  }
  function stop() {
    audio?.pause()
    settle(true)
  }
  return { play, stop }
}

/**
 * Reads lines aloud: by an approved recording where there is one, else by the device's own voice, else not at all;
 * the text is there in any case.
 */
export function useVoices(subject: Subject, id: string) {
  const supply = inject(SUPPLY, undefined)
  const fetched = shallowRef<SubjectVoices>()
  const known = computed(() => (supply ? supply.voicesOf(subject, id) : fetched.value))
  const device = useReadAloud()
  const audio = makeAudio((file) => supply?.addressOf(file))
  const playing = ref(false)
  /** The voice that is being heard. */
  const voice = shallowRef<Voice>()
  const language = useState<Language>('voice-language', () => 'mandarin')
  let run = 0

  const all = computed(() => Object.values(known.value?.lines ?? {}).flat())
  /** Both, when there is a choice. */
  const local = computed(() => (all.value.some((each) => each.language === 'local') ? known.value?.localSpeech : null))
  function pick({ key }: HeardLine): Voice | undefined {
    const voices = known.value?.lines[key] ?? []
    const of = (wanted: Language) => voices.find((each) => each.language === wanted)
    // The local speech is better than silence, but the device's Mandarin is what was asked for.
    return of(language.value) ?? of('mandarin') ?? (device.supported.value ? undefined : of('local'))
  }
  const hasVoice = (lines: readonly HeardLine[]) => lines.some(pick)
  const canHear = (lines: readonly HeardLine[]) => device.supported.value || hasVoice(lines)

  function stop() {
    run += 1
    audio.stop()
    device.stop()
    playing.value = false
    voice.value = undefined
  }
  /** Until the device has read them; at once where it cannot. */
  function readByDevice(lines: readonly HeardLine[]): Promise<void> {
    device.speak(lines.map(({ text }) => text))
    return new Promise((resolve) => {
      const done = watch(
        device.speaking,
        (on) => {
          if (on) return
          resolve()
          void nextTick(() => done())
        },
        { immediate: true },
      )
    })
  }
  async function speak(lines: readonly HeardLine[]): Promise<void> {
    stop()
    const own = run
    playing.value = true
    for (const turn of inTurns(lines, pick)) {
      voice.value = turn.voice
      const heard = turn.voice && (await audio.play(turn.voice))
      if (own !== run) return
      if (!heard) {
        voice.value = undefined
        await readByDevice(turn.lines)
      }
      if (own !== run) return
    }
    stop()
  }
  const toggle = (lines: readonly HeardLine[]) => (playing.value ? stop() : void speak(lines))

  onMounted(async () => {
    if (supply) return
    fetched.value = await callApi('/api/voices/:subject/:id', { params: { subject, id } }).catch(() => undefined)
  })
  onBeforeUnmount(stop)
  return { known, playing: readonly(playing), voice, language, local, hasVoice, canHear, speak, toggle, stop }
}
