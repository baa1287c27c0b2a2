/** Accepted picture formats of a card, detected by the first bytes; a file's name proves nothing. */

/** Largest file, in bytes. */
export const PICTURE_BYTES_MAX = 8 * 1024 * 1024
export const PICTURES_MAX = 10
/** Longest edge of a stored picture, in px. */
export const PICTURE_EDGE_MAX = 1_600
/** A picture with more pixels is not decoded: a file of a few kB may expand to gigabytes. */
export const PICTURE_PIXELS_MAX = 40_000_000
/** For the `accept` attribute of a file field. */
export const PICTURE_ACCEPT = '.jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp'

export type PictureFormat = 'jpeg' | 'png' | 'webp'
const ENDINGS: Record<PictureFormat, readonly string[]> = { jpeg: ['jpg', 'jpeg'], png: ['png'], webp: ['webp'] }
const NAMES: Record<PictureFormat, string> = { jpeg: 'JPG', png: 'PNG', webp: 'WebP' }

const text = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n') return 'png'
  return text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP' ? 'webp' : undefined
}

/** Why an unsupported file is refused, and what to do instead. */
function refusalOf(bytes: Uint8Array): string {
  const start = text(bytes, 0, 512)
  if (start.startsWith('GIF8')) return '不能上传 GIF 动图，请另存为 JPG 或 PNG 再上传'
  if (/^....ftyp(?:hei|hev|mif1|msf1)/s.test(start))
    return '这是苹果手机的 HEIC 照片，很多手机打不开。请在手机里另存为 JPG，或截图后再上传'
  if (/^....ftypavi/s.test(start)) return '不能上传 AVIF 图片，请另存为 JPG 或 PNG 再上传'
  if (/<svg|<\?xml|<!DOCTYPE/i.test(start)) return '不能上传 SVG 图片，里面可能藏有代码。请另存为 PNG 再上传'
  return '这不是图片，只能上传 JPG、PNG 或 WebP'
}

/** The format of a file, or why it is refused. */
export function judgePicture(bytes: Uint8Array, name: string): { format: PictureFormat } | { refused: string } {
  const format = formatOf(bytes)
  if (!format) return { refused: refusalOf(bytes) }
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (ENDINGS[format].includes(ending)) return { format }
  return {
    refused:
      `文件名${ending ? `以 .${ending.slice(0, 10)} 结尾` : '没有结尾'}，里面却是 ${NAMES[format]} 图片。` +
      `请把结尾改成 .${ENDINGS[format][0]} 再上传`,
  }
}
