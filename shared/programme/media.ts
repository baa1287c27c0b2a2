/** Which uploaded videos the screens can play: judged by their bytes; a file's name and type prove nothing. */

/** Largest upload, in bytes. */
export const MEDIA_BYTES_MAX = 200 * 1024 * 1024
export const MEDIA_NAME_MAX = 60
export const MEDIA_ACCEPT = 'image/jpeg,image/png,image/webp,image/heic,video/mp4,video/webm,.mp4,.webm,.m4v'

/** Address of a stored file; its id is its content's hash, so it never changes. */
export const mediaPath = (id: string): string => `/api/media/${id}`

/** A stored picture or video. */
export interface Medium {
  id: string
  /** As people know it: the name of the uploaded file. */
  title: string
  type: 'image/webp' | 'video/mp4' | 'video/webm'
  bytes: number
}

export type Judged = { type: 'video/mp4' | 'video/webm' } | { refused: string }

const OTHERS = '请在手机或剪辑软件里导出成 MP4（H.264）再上传'
const refused = (what: string): Judged => ({ refused: `${what}，${OTHERS}` })
const CUT = refused('视频文件不完整')

const textOf = (bytes: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...bytes.subarray(from, from + length))
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const isMp4 = (head: Uint8Array): boolean => textOf(head, 4, 4) === 'ftyp'
export const isWebm = (head: Uint8Array): boolean => head.length >= 4 && viewOf(head).getUint32(0) === 0x1a45dfa3

/** A box of ISO/IEC 14496-12, as far as its header tells; offsets in bytes. */
export interface Box {
  type: string
  /** Where its content begins, and where the box ends. */
  from: number
  to: number
}
/** @param left bytes from the box to the end of the file. Undefined: broken. */
export function boxAt(bytes: Uint8Array, at: number, left = bytes.length - at): Box | undefined {
  if (bytes.length - at < 8) return undefined
  const view = viewOf(bytes)
  const short = view.getUint32(at)
  const long = short === 1
  if (long && bytes.length - at < 16) return undefined
  const size = long ? Number(view.getBigUint64(at + 8)) : short || left
  const header = long ? 16 : 8
  return size < header || size > left ? undefined : { type: textOf(bytes, at + 4, 4), from: at + header, to: at + size }
}
function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  for (let at = from; at < to;) {
    const box = boxAt(bytes, at, to - at)
    if (!box) return
    yield box
    at = box.to
  }
}
/** All boxes at a path of nested ones. */
function boxesAt(bytes: Uint8Array, [first, ...rest]: readonly string[], from: number, to: number): Box[] {
  const found = [...boxesIn(bytes, from, to)].filter(({ type }) => type === first)
  return rest.length ? found.flatMap((box) => boxesAt(bytes, rest, box.from, box.to)) : found
}

const MP4_CODECS = new Set(['avc1', 'avc3', 'vp08', 'vp09', 'mp4a', 'Opus'])
const MP4_WORDS: Record<string, string> = {
  hvc1: '视频是 H.265（HEVC）格式，这些屏放不了',
  hev1: '视频是 H.265（HEVC）格式，这些屏放不了',
  dvh1: '视频是杜比视界格式，这些屏放不了',
  av01: '视频是 AV1 格式，有的屏放不了',
  encv: '视频加了密，放不了',
}
/** Tracks that are neither seen nor heard: time codes, subtitles, what a phone notes of its position. */
const SILENT = new Set(['tmcd', 'mebx', 'text', 'tx3g', 'c608'])
/** In the descriptor of `mp4a`: AAC (ISO/IEC 14496-1); MP3 and others stand there, too. */
const AAC = new Set([0x40, 0x66, 0x67, 0x68])

/** The object type in an `esds` box: its descriptors have lengths of one to four bytes. */
function soundOf(bytes: Uint8Array, box: Box): number | undefined {
  for (let at = box.from; at < box.to - 8; at += 1) {
    if (textOf(bytes, at, 4) !== 'esds') continue
    for (let tag = at + 8; tag < box.to - 2; tag += 1) {
      if (bytes[tag] !== 0x04) continue
      let after = tag + 1
      while (after < tag + 4 && (bytes[after] ?? 0) & 0x80) after += 1
      return bytes[after + 1]
    }
  }
  return undefined
}

/** @param moov the content of the box of that name, which describes all tracks */
export function judgeMp4(moov: Uint8Array): Judged {
  const tables = boxesAt(moov, ['trak', 'mdia', 'minf', 'stbl', 'stsd'], 0, moov.length)
  // After version, flags and the number of entries.
  const entries = tables
    .flatMap(({ from, to }) => [...boxesIn(moov, from + 8, to)])
    .filter(({ type }) => !SILENT.has(type))
  const bad = entries.find(({ type }) => !MP4_CODECS.has(type))
  if (bad) return refused(MP4_WORDS[bad.type] ?? `视频的编码（${bad.type.replace(/[^\w-]/g, '?')}）这些屏放不了`)
  if (!entries.some(({ type }) => type !== 'mp4a' && type !== 'Opus')) return refused('文件里没有画面')
  const strange = entries.some((entry) => entry.type === 'mp4a' && !AAC.has(soundOf(moov, entry) ?? 0x40))
  return strange ? refused('声音不是 AAC 格式，这些屏放不了') : { type: 'video/mp4' }
}

const WEBM_CODECS = new Set(['V_VP8', 'V_VP9', 'A_OPUS'])

/** A number of variable length (RFC 8794), and how many bytes it takes. */
function vint(bytes: Uint8Array, at: number, keepMarker: boolean): { value: number; length: number } | undefined {
  const first = bytes[at]
  if (!first) return undefined
  const length = Math.clz32(first) - 23
  if (at + length > bytes.length) return undefined
  let value = keepMarker ? first : first & (0xff >> length)
  for (let n = 1; n < length; n += 1) value = value * 256 + (bytes[at + n] ?? 0)
  return { value, length }
}
/** Elements inside of others that are looked into. */
const MASTERS = new Set([0x1a45dfa3, 0x18538067, 0x1654ae6b, 0xae])
const DOC_TYPE = 0x4282
const CODEC_ID = 0x86
const CLUSTER = 0x1f43b675

/** @param head the beginning of the file, with its tracks */
export function judgeWebm(head: Uint8Array): Judged {
  let docType = ''
  const codecs: string[] = []
  for (let at = 0; at < head.length;) {
    const id = vint(head, at, true)
    const size = id && vint(head, at + id.length, false)
    if (!id || !size || id.value === CLUSTER) break
    const from = at + id.length + size.length
    if (id.value === DOC_TYPE) docType = textOf(head, from, Math.min(size.value, 16))
    if (id.value === CODEC_ID) codecs.push(textOf(head, from, Math.min(size.value, 32)))
    at = MASTERS.has(id.value) ? from : from + size.value
  }
  if (docType !== 'webm') return refused('这是 MKV 视频，这些屏放不了')
  const bad = codecs.find((codec) => !WEBM_CODECS.has(codec))
  if (bad) return refused(`视频的编码（${bad.replace(/[^\w/-]/g, '?')}）这些屏放不了`)
  if (!codecs.some((codec) => codec.startsWith('V_'))) return codecs.length ? refused('文件里没有画面') : CUT
  return { type: 'video/webm' }
}
export const CUT_VIDEO = CUT
