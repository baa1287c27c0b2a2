/** Seconds that a sound is scheduled ahead, s. */
const SOON_S = 0.02
/** One ring and its pause, ms. */
const RING_MS = 2_600

interface Note {
  /** From when, s. */
  at: number
  /** Hz; missing: noise. */
  pitch?: number
  /** s */
  length: number
  /** 0..1, of the screen's volume. */
  loud: number
}

const RING: readonly Note[] = [0, 0.42].flatMap((begin) =>
  [0, 0.08, 0.16, 0.24].flatMap((at) => [
    { at: begin + at, pitch: 1_320, length: 0.07, loud: 0.22 },
    { at: begin + at + 0.04, pitch: 1_056, length: 0.07, loud: 0.22 },
  ]),
)
const TICK: readonly Note[] = [{ at: 0, pitch: 1_760, length: 0.03, loud: 0.18 }]
const STAMP: readonly Note[] = [
  { at: 0, pitch: 92, length: 0.22, loud: 0.9 },
  { at: 0, length: 0.06, loud: 0.5 },
]
/** Many hands, none at the same time; the same each time. */
const APPLAUSE: readonly Note[] = Array.from({ length: 90 }, (_, n) => ({
  at: (n / 90) * 2.4 + ((n * 37) % 11) / 140,
  length: 0.035 + ((n * 53) % 7) / 400,
  loud: 0.16 * Math.sin((Math.PI * (n + 6)) / 96),
}))

let context: AudioContext | undefined
let hiss: AudioBuffer | undefined

/** Safari 14.0 has it under its old name; without sound a screen works as well. */
function openContext(): AudioContext | undefined {
  const known: { AudioContext?: typeof AudioContext; webkitAudioContext?: typeof AudioContext } = globalThis
  const Context = known.AudioContext ?? known.webkitAudioContext
  try {
    context ??= Context && new Context()
  } catch {
    return undefined
  }
  return context
}

function noise(audio: AudioContext): AudioBuffer {
  if (hiss) return hiss
  hiss = audio.createBuffer(1, audio.sampleRate * 0.3, audio.sampleRate)
  const samples = hiss.getChannelData(0)
  for (let at = 0; at < samples.length; at += 1) samples[at] = Math.random() * 2 - 1
  return hiss
}

function sound(audio: AudioContext, { at, pitch, length, loud }: Note, volume: number): void {
  const gain = audio.createGain()
  const begin = audio.currentTime + SOON_S + at
  gain.gain.setValueAtTime(0.0001, begin)
  gain.gain.exponentialRampToValueAtTime(Math.max(0.0002, loud * volume), begin + 0.006)
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + length)
  gain.connect(audio.destination)
  let source: AudioScheduledSourceNode
  if (pitch === undefined) {
    const hissing = audio.createBufferSource()
    hissing.buffer = noise(audio)
    source = hissing
  } else {
    const tone = audio.createOscillator()
    tone.frequency.value = pitch
    source = tone
  }
  source.connect(gain)
  source.start(begin)
  source.stop(begin + length + 0.02)
}

/**
 * The sounds of a hall screen, made on the spot; client only. Silent unless `volume` was raised, and never louder than
 * it. Browsers play nothing before the first touch, except where a kiosk allows it; then it stays silent, too.
 */
export function useScreenSound() {
  /** 0..1, set by the office for each screen. */
  const volume = useState('screen-volume', () => 0)

  function play(notes: readonly Note[]): void {
    const level = Math.min(1, Math.max(0, volume.value))
    const audio = level > 0 ? openContext() : undefined
    if (!audio) return
    // Refused before the first touch; a sound that comes later than what it belongs to is worse than none.
    if (audio.state === 'suspended') void audio.resume().catch(() => {})
    if (audio.state === 'running') for (const note of notes) sound(audio, note, level)
  }

  let ringing: ReturnType<typeof setInterval> | undefined
  const hush = () => clearInterval(ringing)
  function ring(): void {
    hush()
    play(RING)
    ringing = setInterval(() => play(RING), RING_MS)
  }
  onScopeDispose(hush)
  return {
    volume,
    /** Rings until `hush`, or until the component that rings is gone. */
    ring,
    hush,
    tick: () => play(TICK),
    stamp: () => play(STAMP),
    applaud: () => play(APPLAUSE),
  }
}
