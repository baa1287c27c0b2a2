/**
 * The one format in which browsers send sound: RIFF/WAVE, PCM, 16 bit, one channel, `VOICE_RATE`. A browser has
 * decoders for whatever its computer records; so the server needs none, and never decodes a stranger's compressed file.
 */
import { tooLong, VOICE_RATE, VOICE_SECONDS_MAX } from './voice.ts'

const HEADER = 44

const textAt = (view: DataView, at: number): string =>
  at + 4 > view.byteLength ? '' : String.fromCharCode(...[0, 1, 2, 3].map((each) => view.getUint8(at + each)))

/** @param samples between −1 and 1 */
export function writeWav(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER + samples.length * 2)
  const view = new DataView(bytes)
  const write = (at: number, text: string) =>
    [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  write(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, VOICE_RATE, true)
  view.setUint32(28, VOICE_RATE * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, index) =>
    view.setInt16(HEADER + index * 2, Math.round(Math.min(1, Math.max(-1, sample)) * 32_767), true),
  )
  return bytes
}

/** What else people send, by its first bytes. */
const OTHERS: readonly [kind: string, starts: (view: DataView) => boolean][] = [
  ['MP3 录音', (view) => textAt(view, 0).startsWith('ID3') || (view.getUint16(0) & 0xffe0) === 0xffe0],
  ['手机录音（M4A）或视频', (view) => textAt(view, 4) === 'ftyp'],
  ['OGG 录音', (view) => textAt(view, 0) === 'OggS'],
  ['WebM 录音', (view) => view.getUint32(0) === 0x1a45dfa3],
  ['AMR 录音', (view) => textAt(view, 0) === '#!AM'],
  ['图片', (view) => [0x89504e47, 0x47494638].includes(view.getUint32(0)) || view.getUint16(0) === 0xffd8],
  ['压缩包', (view) => view.getUint32(0) === 0x504b0304],
]

export type WavReading = { samples: Int16Array } | { refused: string }

const refuse = (refused: string): WavReading => ({ refused })
const CUT = '录音文件不完整，请重新录一遍'

/** The chunks of a WAVE file, and whether its last one goes on beyond the end. */
function chunksOf(view: DataView) {
  const chunks = new Map<string, { at: number; size: number }>()
  let at = 12
  while (at + 8 <= view.byteLength) {
    const size = view.getUint32(at + 4, true)
    const name = textAt(view, at)
    if (!chunks.has(name)) chunks.set(name, { at: at + 8, size })
    at += 8 + size + (size % 2)
  }
  return { chunks, cut: at > view.byteLength + 1 }
}

/** @returns the samples, or why they are refused, in the words for the person who sent them */
export function readWav(file: Uint8Array): WavReading {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12) return refuse(file.length ? CUT : '没有收到录音')
  if (textAt(view, 0) !== 'RIFF' || textAt(view, 8) !== 'WAVE') {
    const kind = OTHERS.find(([, starts]) => starts(view))?.[0]
    return refuse(kind ? `收到的是${kind}，请在录音页上选这个文件，由浏览器转换后再发送` : '收到的文件不是录音')
  }
  const { chunks, cut } = chunksOf(view)
  const format = chunks.get('fmt ')
  const data = chunks.get('data')
  if (!format || format.size < 16 || format.at + 16 > view.byteLength || !data) return refuse(CUT)
  const [coding, channels, rate, bits] = [
    view.getUint16(format.at, true),
    view.getUint16(format.at + 2, true),
    view.getUint32(format.at + 4, true),
    view.getUint16(format.at + 14, true),
  ]
  if (coding !== 1 || channels !== 1 || rate !== VOICE_RATE || bits !== 16)
    return refuse('录音的格式不对，请在录音页上选这个文件，由浏览器转换后再发送')
  if (cut || data.at + data.size > view.byteLength || data.size % 2 === 1) return refuse(CUT)
  const length = data.size / 2
  if (length > VOICE_SECONDS_MAX * VOICE_RATE) return refuse(tooLong(length / VOICE_RATE))
  const samples = new Int16Array(length)
  for (let index = 0; index < length; index++) samples[index] = view.getInt16(data.at + index * 2, true)
  return { samples }
}
