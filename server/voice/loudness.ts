/**
 * Loudness and true peak after ITU-R BS.1770-5, for one channel. The standard tabulates the K-weighting for 48 kHz; at
 * other rates its two filters come from the same analogue prototypes (as in libebur128).
 */

/** Second-order filter; the denominator's first coefficient is 1. */
interface Biquad {
  b: readonly [number, number, number]
  a: readonly [number, number]
}

/** Boosts what the head boosts: a high shelf of 4 dB from 1.7 kHz. */
function shelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const q = 0.7071752369554196
  const a0 = 1 + k / q + k * k
  return {
    b: [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

/** @param hz corner of the high pass; the standard's is 38.1 Hz with a quality of 0.5 */
export function highPass(rate: number, hz = 38.13547087602444, q = 0.5003270373238773): Biquad {
  const k = Math.tan((Math.PI * hz) / rate)
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}

export function filter(samples: Float32Array, { b, a }: Biquad): Float32Array {
  const out = new Float32Array(samples.length)
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  samples.forEach((x, index) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
    out[index] = y
  })
  return out
}

const toLufs = (power: number) => -0.691 + 10 * Math.log10(power)
const toPower = (lufs: number) => 10 ** ((lufs + 0.691) / 10)
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length

/** Length of a gating block and the step between two, s. */
const BLOCK_S = 0.4
const STEP_S = 0.1
/** Quieter blocks are silence, LUFS; and blocks so far below the others are pauses, LU. */
const ABSOLUTE_GATE = -70
const RELATIVE_GATE = 10

/** Mean power of each block. What is shorter than one block is a block of its own. */
function blockPowers(weighted: Float32Array, rate: number): number[] {
  const length = Math.min(weighted.length, Math.round(BLOCK_S * rate))
  const step = Math.round(STEP_S * rate)
  const powers: number[] = []
  for (let at = 0; at + length <= weighted.length; at += step) {
    let sum = 0
    for (let index = at; index < at + length; index++) sum += (weighted[index] ?? 0) ** 2
    powers.push(sum / length)
  }
  return powers
}

/** Gated integrated loudness, LUFS; −∞ for silence. @param samples between −1 and 1 */
export function loudnessOf(samples: Float32Array, rate: number): number {
  if (samples.length === 0) return -Infinity
  const powers = blockPowers(filter(filter(samples, shelf(rate)), highPass(rate)), rate)
  const heard = powers.filter((power) => power > toPower(ABSOLUTE_GATE))
  if (heard.length === 0) return -Infinity
  const gate = mean(heard) / 10 ** (RELATIVE_GATE / 10)
  return toLufs(mean(heard.filter((power) => power > gate)))
}

/** Points between two samples at which the peak is looked for: at 24 kHz the error stays below 0.2 dB. */
const OVERSAMPLING = 8
/** Samples on each side that make such a point. */
const REACH = 6
/** One row of weights for each point: a sinc under a Hann window. */
const WEIGHTS = Array.from({ length: OVERSAMPLING }, (_, phase) =>
  Array.from({ length: 2 * REACH }, (_, tap) => {
    const distance = tap - REACH + 1 - phase / OVERSAMPLING
    const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance)
    return sinc * Math.cos((Math.PI * distance) / (2 * REACH)) ** 2
  }),
)

/** The true peak from each sample to the next. */
export function peaksOf(samples: Float32Array): Float32Array {
  const peaks = new Float32Array(samples.length)
  for (let at = 0; at < samples.length; at++) {
    let peak = 0
    for (const row of WEIGHTS) {
      let sum = 0
      for (let tap = 0; tap < row.length; tap++) sum += (row[tap] ?? 0) * (samples[at + tap - REACH + 1] ?? 0)
      peak = Math.max(peak, Math.abs(sum))
    }
    peaks[at] = peak
  }
  return peaks
}
export const toDecibels = (amplitude: number): number => 20 * Math.log10(amplitude)
export const toAmplitude = (decibels: number): number => 10 ** (decibels / 20)
