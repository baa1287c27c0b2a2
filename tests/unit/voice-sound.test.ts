import { OggOpusDecoder } from 'ogg-opus-decoder'
import { describe, expect, it } from 'vitest'
import { encodeMp3, encodeOpus } from '#server/voice/encode.ts'
import { evenOut, LOUDNESS, PEAK, truePeakOf } from '#server/voice/even.ts'
import { loudnessOf } from '#server/voice/loudness.ts'
import { makeSound } from '#server/voice/make-sound.ts'
import { VOICE_RATE } from '#shared/voice/voice.ts'
import { readWav, writeWav } from '#shared/voice/wav.ts'
import { silence, speech, tone } from '../fixtures/voice.ts'

const joined = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]))
const toShorts = (samples: Float32Array) => {
  const read = readWav(new Uint8Array(writeWav(samples)))
  if ('refused' in read) throw new Error(read.refused)
  return read.samples
}
const evened = (samples: Float32Array) => {
  const made = evenOut(toShorts(samples))
  if ('refused' in made) throw new Error(made.refused)
  return made
}

describe('loudness', () => {
  // ITU-R BS.1770: a full-scale tone of 997 Hz in one channel reads −3.01 LKFS. EBU Tech 3341: −23 reads −23.
  it.each([
    [48_000, 1, -3.01],
    [24_000, 1, -3.01],
    [24_000, 0.1, -23.01],
  ])('is that of the standard at %i Hz, amplitude %f', (rate, amplitude, lufs) => {
    expect(loudnessOf(tone(5, { hz: 997, amplitude, rate }), rate)).toBeCloseTo(lufs, 1)
  })

  it('leaves pauses out', () => {
    const spoken = tone(4, { hz: 997, amplitude: 0.1 })
    const withPauses = joined(spoken, silence(20), tone(8, { hz: 997, amplitude: 0.001 }))
    expect(loudnessOf(withPauses, VOICE_RATE)).toBeCloseTo(loudnessOf(spoken, VOICE_RATE), 0)
  })
})

describe('a recording', () => {
  it.each([0.01, 0.05, 0.9])('has the one loudness, from amplitude %f, and no higher peak', (amplitude) => {
    const { samples } = evened(joined(silence(1), speech(6, amplitude), silence(1)))
    expect(loudnessOf(samples, VOICE_RATE)).toBeCloseTo(LOUDNESS, 0)
    expect(truePeakOf(samples)).toBeLessThanOrEqual(PEAK + 0.1)
  })

  it('with a clap in it is turned down there alone, and gently', () => {
    const quiet = speech(6, 0.05)
    const clapped = quiet.map((sample, at) => (at % 24_000 < 40 ? 0.95 * (at % 2 ? 1 : -1) : sample))
    const { samples } = evened(clapped)
    expect(truePeakOf(samples)).toBeLessThanOrEqual(PEAK + 0.1)
    expect(Math.abs(loudnessOf(samples, VOICE_RATE) - LOUDNESS)).toBeLessThan(1)
  })

  it('loses the silence around it, and clicks of the mouse, but nothing of the speech', () => {
    const click = new Float32Array(VOICE_RATE * 0.005).fill(0.8)
    const { ms } = evened(joined(silence(0.5), click, silence(1.5), speech(2, 0.3), silence(3), click, silence(0.2)))
    expect(ms).toBeGreaterThan(2_000)
    expect(ms).toBeLessThan(2_500)
  })

  it.each([
    ['silence', silence(3)],
    ['the noise of a room', speech(3, 0.0004)],
    ['a click', joined(silence(1), new Float32Array(200).fill(0.9), silence(1))],
  ])('that is only %s is refused', (_what, samples) => {
    expect(evenOut(toShorts(samples))).toEqual({ refused: '录音里听不到说话，请检查麦克风，离近一点再录' })
  })

  it('of ten seconds takes at most 24 kB, and comes out of the decoder as it went in', async () => {
    const { samples } = evened(speech(10, 0.4))
    const ogg = await encodeOpus(samples)
    expect(ogg.length).toBeLessThanOrEqual(24_000)
    const decoder = new OggOpusDecoder()
    await decoder.ready
    const { channelData, samplesDecoded, sampleRate } = await decoder.decodeFile(ogg)
    decoder.free()
    expect(samplesDecoded / sampleRate).toBeCloseTo(samples.length / VOICE_RATE, 1)
    // Encoding takes a little of the highest tones.
    expect(Math.abs(loudnessOf(channelData[0] ?? silence(0), sampleRate) - LOUDNESS)).toBeLessThan(1)
    const mp3 = await encodeMp3(samples)
    expect([mp3[0], (mp3[1] ?? 0) & 0xe0]).toEqual([0xff, 0xe0])
  })

  it('is made in a process of its own, the same sound each time', async () => {
    const file = new Uint8Array(writeWav(speech(2, 0.4)))
    const [one, other] = await Promise.all([makeSound(file), makeSound(file)])
    expect(one.ms).toBeGreaterThan(1_900)
    expect(one.hash).toBe(other.hash)
  })
})
