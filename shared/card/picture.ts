/** Accepted picture formats of a card. The first bytes decide; a file's name proves nothing and is not looked at. */

/** Largest file, in bytes: a photo of 48 megapixels has 8 to 15 MB. */
export const PICTURE_BYTES_MAX = 20 * 1024 * 1024
export const PICTURES_MAX = 10
/** Width of a stored picture, in px; not its longest edge, so that a long screenshot can still be read. */
export const PICTURE_WIDTH_MAX = 1_600
/** WebP ends at 16,383. */
export const PICTURE_HEIGHT_MAX = 16_000
/** Pixels of a stored picture: an old phone does not show more. */
export const PICTURE_AREA_MAX = 16_000_000
/** A picture with more pixels is not decoded: a file of a few kB may expand to gigabytes. */
export const PICTURE_PIXELS_MAX = 65_000_000
/** The same for HEIC, whose decoder needs ten times the memory. */
export const HEIC_PIXELS_MAX = 50_000_000

interface Size {
  width: number
  height: number
}
/** What an uploaded picture may be like; lengths in px, upright. */
export interface PictureLimits {
  /** What people call it. */
  noun: string
  edgeMin: number
  /** Most times that it may be as wide as high, and as high as wide. */
  wideMax: number
  tallMax: number
}
/** A chat of 40 screens, one below the other, is still wide enough to read after it was shrunk to the stored height. */
export const CARD_PICTURE: PictureLimits = { noun: '图片', edgeMin: 50, wideMax: 10, tallMax: 40 }
/** It is drawn into a square. */
export const LOGO_PICTURE: PictureLimits = { noun: '图标', edgeMin: 64, wideMax: 4, tallMax: 4 }

export const pixelText = ({ width, height }: Size) =>
  `${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')} 像素`

/** Why a picture of this size would be a strip or nothing at all; empty where it would not. */
export function shapeFault(size: Size, { noun, edgeMin, wideMax, tallMax }: PictureLimits): string {
  const { width, height } = size
  if (Math.min(width, height) < edgeMin)
    return `${noun}只有 ${pixelText(size)}，太小了，宽和高都至少 ${edgeMin} 像素，请换一张大的`
  if (height > width * tallMax)
    return `${noun}有 ${pixelText(size)}，太长了，高最多是宽的 ${tallMax} 倍，请截短或分成几张`
  if (width > height * wideMax)
    return `${noun}有 ${pixelText(size)}，太扁了，宽最多是高的 ${wideMax} 倍，请裁一裁再上传`
  return ''
}

/** For the `accept` attribute of a file field. */
export const PICTURE_ACCEPT =
  '.jpg,.jpeg,.jfif,.jpe,.png,.webp,.gif,.heic,.heif,image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif'

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'heic'

const text = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))

/** Brands of still pictures coded as HEVC (ISO/IEC 23008-12, annex B). */
const HEIC = /^....ftyp(?:hei[cxms]|mif1)/s

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const start = text(bytes, 0, 64)
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (start.startsWith('\u0089PNG\r\n\u001a\n')) return 'png'
  if (/^GIF8[79]a/.test(start)) return 'gif'
  if (/^RIFF....WEBP/s.test(start)) return 'webp'
  return HEIC.test(start) && !start.includes('avif') ? 'heic' : undefined
}

/** Why an unsupported file is refused, and what to do instead. */
function refusalOf(bytes: Uint8Array): string {
  const start = text(bytes, 0, 512)
  if (/^....ftyp(?:hev|msf1)/s.test(start)) return '这是苹果手机的连拍或动图，请在手机里另存为 JPG，或截图后再上传'
  if (/^....ftyp(?:avi|mif1)/s.test(start)) return '不能上传 AVIF 图片，请另存为 JPG 或 PNG 再上传'
  if (/^....ftyp/s.test(start)) return '这是视频，只能上传图片。请截一张图再上传'
  if (start.startsWith('BM')) return '不能上传 BMP 图片，请另存为 JPG 或 PNG 再上传'
  if (/^(?:II\*\0|MM\0\*)/.test(start)) return '不能上传 TIFF 或相机原始图片，请另存为 JPG 再上传'
  if (/<svg|<\?xml|<!DOCTYPE/i.test(start)) return '不能上传 SVG 图片，里面可能藏有代码。请另存为 PNG 再上传'
  return '这不是图片，只能上传 JPG、PNG、WebP、GIF 或 HEIC'
}

/** The format of a file, or why it is refused. @param bytes the first 512 are enough */
export function judgePicture(bytes: Uint8Array): { format: PictureFormat } | { refused: string } {
  const format = formatOf(bytes)
  return format ? { format } : { refused: refusalOf(bytes) }
}

/** The size to store, in whole px. Never larger than the picture is. */
export function storedSize({ width, height }: Size): Size {
  const scale = Math.min(
    1,
    PICTURE_WIDTH_MAX / width,
    PICTURE_HEIGHT_MAX / height,
    Math.sqrt(PICTURE_AREA_MAX / (width * height)),
  )
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

/** What became of an uploaded picture that its author should know. */
export interface PictureChanges {
  /** Size of the file's picture in px, upright; absent where it was kept. */
  shrunkFrom?: Size
  /** It moved, and is a still one now. */
  stilled?: boolean
  /** It was HEIC, which many phones cannot show. */
  converted?: boolean
}

const sizeText = (size: Size) => `${size.width} × ${size.height}`

/** The same in sentences; empty where nothing worth telling was changed. */
export function changesText({ shrunkFrom, stilled, converted }: PictureChanges, size: Size): string {
  return [
    stilled ? '动图不会动了，只留下第一张画面。' : '',
    converted ? '苹果手机的 HEIC 照片已经转换，所有手机都能看。' : '',
    shrunkFrom ? `图片太大，已经从 ${sizeText(shrunkFrom)} 缩小到 ${sizeText(size)} 像素。` : '',
  ].join('')
}
