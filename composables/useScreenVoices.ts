import { type AllVoices, subjectKey, voicePath } from '#shared/voice/voice.ts'
import { playableFormat } from './useSound.ts'
import { provideVoices } from './useVoices.ts'

/** Pause before a retry, ms. */
const RETRY_MS = 20_000

const areVoices = (value: unknown): value is AllVoices =>
  typeof value === 'object' &&
  value !== null &&
  'subjects' in value &&
  typeof value.subjects === 'object' &&
  value.subjects !== null

const filesOf = ({ subjects }: AllVoices) =>
  new Set(
    Object.values(subjects)
      .flatMap((lines) => Object.values(lines).flat())
      .map(({ file }) => file),
  )

/**
 * The voices of a hall screen: which there are is kept on the screen, the sounds are held in memory; client only.
 * @param version of the content that the state names: when it changes, the office may have approved or withdrawn one
 */
export function useScreenVoices(version: () => string | undefined): void {
  const kept = useKept('jmt-screen-voices', areVoices)
  const held = shallowReactive(new Map<string, string>())
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false
  const later = (work: () => Promise<void>) => {
    clearTimeout(timer)
    if (!left) timer = setTimeout(() => void work(), RETRY_MS)
  }

  async function hold(file: string): Promise<void> {
    // The sound of an address never changes.
    const answer = await fetch(voicePath(file, playableFormat()), { cache: 'force-cache' })
    const sound = await answer.blob()
    // A captive portal answers everything with a page of its own.
    if (!answer.ok || !sound.type.startsWith('audio/')) throw new Error(`voice: ${answer.status}`)
    if (!left && !held.has(file)) held.set(file, URL.createObjectURL(sound))
  }
  /** One after the other: a screen has other things to load. */
  async function holdAll(): Promise<void> {
    const wanted = kept.value ? filesOf(kept.value) : new Set<string>()
    for (const [file, address] of held) {
      if (wanted.has(file)) continue
      held.delete(file)
      URL.revokeObjectURL(address)
    }
    let missed = false
    for (const file of wanted) {
      if (left) return
      if (!held.has(file)) await hold(file).catch(() => (missed = true))
    }
    if (missed) later(holdAll)
  }
  async function load(): Promise<void> {
    clearTimeout(timer)
    const loaded = await callApi('/api/screens/voices', { cache: 'no-cache', timeout: 10_000 }).catch(() => undefined)
    if (left) return
    if (!areVoices(loaded)) return later(load)
    kept.value = loaded
    await holdAll()
  }
  watch(
    version,
    (now) => {
      if (now) void load()
      else void holdAll()
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
    held.forEach((address) => URL.revokeObjectURL(address))
  })
  provideVoices({
    voicesOf: (subject, id) => {
      const all = kept.value
      return all && { localSpeech: all.localSpeech, lines: all.subjects[subjectKey(subject, id)] ?? {} }
    },
    addressOf: (file) => held.get(file),
  })
}
