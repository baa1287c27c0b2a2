/** Makes a recording sound like all others: no rumble, no silence around it, one loudness, no clipped peaks. */
import { VOICE_LEAST_MS, VOICE_RATE } from '#shared/voice/voice.ts'
import { filter, highPass, loudnessOf, peaksOf, toAmplitude, toDecibels } from './loudness.ts'

/** Loudness of every stored voice, LUFS, and the highest true peak, dBTP: encoders add up to 1 dB to it. */
export const LOUDNESS = -16
export const PEAK = -2
/** Quieter than this is a microphone that hears nothing, LUFS: raising it would raise noise alone. */
const QUIETEST = -55
/** Rumble of tables, hands and mains below the deepest voice, Hz. */
const RUMBLE_HZ = 70

/** A frame belongs to the speech when it is at most so far below its loudness, dB. */
const SPEECH_RANGE = 26
const FRAME = VOICE_RATE / 100
/** Frames in a row: a click of the mouse is shorter. */
const SPEECH_FRAMES = 4
/** Kept around the speech, so that no first or last sound is cut, samples. */
const BEFORE = 0.12 * VOICE_RATE
const AFTER = 0.22 * VOICE_RATE
const FADE = 0.01 * VOICE_RATE
/** The limiter looks this far ahead and behind, samples. */
const LOOK = 0.008 * VOICE_RATE
/** Passes in which loudness lost to the limiter is made up for. */
const PASSES = 5

const NOTHING_HEARD = '录音里听不到说话，请检查麦克风，离近一点再录'

/** Where the speech begins and ends, with some air around it. */
function speechIn(samples: Float32Array, loudness: number): [from: number, to: number] | undefined {
  const least = loudness - SPEECH_RANGE
  const frames = Math.floor(samples.length / FRAME)
  const loud = Array.from({ length: frames }, (_, frame) => {
    let sum = 0
    for (let index = frame * FRAME; index < (frame + 1) * FRAME; index++) sum += (samples[index] ?? 0) ** 2
    return 10 * Math.log10(sum / FRAME) > least
  })
  const spoken = loud.map((_, at) => loud.slice(at, at + SPEECH_FRAMES).every(Boolean) && at + SPEECH_FRAMES <= frames)
  const first = spoken.indexOf(true)
  if (first < 0) return undefined
  const last = spoken.lastIndexOf(true) + SPEECH_FRAMES
  return [Math.max(0, first * FRAME - BEFORE), Math.min(samples.length, last * FRAME + AFTER)]
}

function fade(samples: Float32Array): Float32Array {
  const length = samples.length
  return samples.map((sample, at) => sample * Math.min(1, (at + 1) / FADE, (length - at) / FADE))
}

/** The lowest of all values up to `LOOK` away (a queue of rising values, each entered and left once). */
function lowestAround(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length)
  const queue: number[] = []
  let head = 0
  for (let at = 0; at < values.length + LOOK; at++) {
    const value = values[at]
    if (value !== undefined) {
      while (queue.length > head && (values[queue[queue.length - 1] ?? 0] ?? 1) >= value) queue.pop()
      queue.push(at)
    }
    const center = at - LOOK
    if (center < 0) continue
    while ((queue[head] ?? center) < center - LOOK) head++
    out[center] = values[queue[head] ?? center] ?? 1
  }
  return out
}

/** The mean of all values up to `LOOK` away. */
function smooth(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length)
  const width = 2 * LOOK + 1
  const valueAt = (at: number) => values[Math.min(values.length - 1, Math.max(0, at))] ?? 1
  let sum = 0
  for (let at = -LOOK; at <= LOOK; at++) sum += valueAt(at)
  for (let at = 0; at < values.length; at++) {
    out[at] = sum / width
    sum += valueAt(at + LOOK + 1) - valueAt(at - LOOK)
  }
  return out
}

/**
 * Turns down what would be higher than `PEAK`, gently around it: the smoothed gain is never above what a peak needs,
 * because each value that is averaged there is the lowest of a stretch that contains the peak.
 */
function limit(samples: Float32Array): Float32Array {
  const most = toAmplitude(PEAK)
  const needed = peaksOf(samples).map((peak) => (peak > most ? most / peak : 1))
  if (needed.every((gain) => gain === 1)) return samples
  const gain = smooth(lowestAround(needed))
  return samples.map((sample, at) => sample * (gain[at] ?? 1))
}

/** The whole sound at the one loudness. */
function level(samples: Float32Array, loudness: number): Float32Array {
  let gain = LOUDNESS - loudness
  let made = samples
  for (let pass = 0; pass < PASSES; pass++) {
    const factor = toAmplitude(gain)
    made = limit(samples.map((sample) => sample * factor))
    const missing = LOUDNESS - loudnessOf(made, VOICE_RATE)
    if (Math.abs(missing) < 0.1) break
    gain += missing
  }
  return made
}

export type Evened = { samples: Float32Array; ms: number } | { refused: string }

/** @returns the samples between −1 and 1, or why there is nothing to keep */
export function evenOut(recorded: Int16Array): Evened {
  const clean = filter(
    Float32Array.from(recorded, (sample) => sample / 32_768),
    highPass(VOICE_RATE, RUMBLE_HZ, Math.SQRT1_2),
  )
  const raw = loudnessOf(clean, VOICE_RATE)
  if (raw < QUIETEST) return { refused: NOTHING_HEARD }
  const speech = speechIn(clean, raw)
  if (!speech) return { refused: NOTHING_HEARD }
  const kept = clean.slice(...speech)
  const ms = Math.round((kept.length / VOICE_RATE) * 1000)
  if (ms < VOICE_LEAST_MS) return { refused: '录音太短，请把这一句完整念一遍' }
  return { samples: fade(level(kept, loudnessOf(kept, VOICE_RATE))), ms }
}

/** For tests and tools. */
export const truePeakOf = (samples: Float32Array): number => toDecibels(Math.max(...chunkedMax(samples)))
function chunkedMax(samples: Float32Array): number[] {
  const peaks = peaksOf(samples)
  const maxima: number[] = []
  for (let at = 0; at < peaks.length; at += 4096) maxima.push(Math.max(...peaks.subarray(at, at + 4096)))
  return maxima
}
