/**
 * Turns an uploaded file into a picture that is safe to serve: decoded, rotated upright, scaled down, still, without
 * the camera's metadata.
 */
import { makeGate } from '#server/gate.ts'
import { report } from '#server/log/report.ts'
import {
  CARD_PICTURE,
  HEIC_PIXELS_MAX,
  judgePicture,
  PICTURE_PIXELS_MAX,
  type PictureChanges,
  type PictureFormat,
  type PictureLimits,
  pixelText,
  shapeFault,
} from '#shared/card/picture.ts'
import { AppError } from '#shared/errors.ts'
import { decodeHeic } from './decode-heic.ts'
import { encodePicture } from './encode-picture.ts'

interface Size {
  width: number
  height: number
}
export interface DecodedPicture extends Size {
  /** WebP. */
  bytes: Buffer
  changes: PictureChanges
}

const refuse = (message: string) => new AppError('bad_input', `${message}。`, { picture: message })
const BROKEN = '图片文件坏了，请换一张'
const BROKEN_HEIC = '这张 HEIC 照片打不开，请在手机里另存为 JPG，或截图后再上传'

function requirePixels(size: Size, most: number): void {
  if (size.width * size.height <= most) return
  throw refuse(`图片有 ${pixelText(size)}，太大了，最多 ${(most / 10_000).toLocaleString('en-US')} 万像素`)
}

function requireShape(size: Size, limits: PictureLimits): void {
  const fault = shapeFault(size, limits)
  if (fault) throw refuse(fault)
}

type Sharp = typeof import('sharp').default
let loading: Promise<Sharp> | undefined

/**
 * Loaded with the first picture: most starts never need it, and a machine where it cannot load still serves everything
 * else.
 */
async function load(): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  // Of the library's many decoders, enable only those of the accepted formats.
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`),
  })
  return sharp
}
export function useSharp(): Promise<Sharp> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    report('error', 'card', error, { doing: 'load-decoder' })
    throw new AppError('unavailable', '这台服务器暂时不能处理图片，文字可以照常保存。')
  })
  return loading
}

/**
 * The largest allowed picture takes 300 MB for a moment (600 MB in a process of its own for HEIC), so one is decoded
 * at a time; other uploads wait in memory.
 */
const takeTurn = makeGate({ atOnce: 1, waiting: 9, message: '现在上传图片的人太多，请过一会儿再试。' })

/** An animated PNG announces its frames before the first one (APNG); the decoder reads that one only. */
const isAnimatedPng = (file: Uint8Array): boolean => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const frames = bytes.indexOf('acTL')
  return frames > 0 && frames < bytes.indexOf('IDAT')
}

async function decode(
  file: Uint8Array,
  format: Exclude<PictureFormat, 'heic'>,
  limits: PictureLimits,
): Promise<DecodedPicture> {
  const sharp = await useSharp()
  // Reads the header only, to check the size before decoding.
  const about = await sharp(file, { limitInputPixels: false }).metadata()
  if (about.format !== format) throw refuse(BROKEN)
  const { autoOrient: upright } = about
  requirePixels(upright, PICTURE_PIXELS_MAX)
  requireShape(upright, limits)
  const picture = sharp(file, { limitInputPixels: PICTURE_PIXELS_MAX, failOn: 'error', sequentialRead: true })
  const made = await encodePicture(picture.autoOrient(), upright)
  return {
    ...made,
    changes: {
      ...(made.width < upright.width && { shrunkFrom: { width: upright.width, height: upright.height } }),
      ...(((about.pages ?? 1) > 1 || (format === 'png' && isAnimatedPng(file))) && { stilled: true }),
    },
  }
}

async function convert(file: Uint8Array, limits: PictureLimits): Promise<DecodedPicture> {
  const report = await decodeHeic(file)
  if (report.type === 'large') requirePixels(report, HEIC_PIXELS_MAX)
  if (report.type !== 'done') throw refuse(BROKEN_HEIC)
  const { picture, from } = report
  requireShape(from, limits)
  return {
    bytes: Buffer.from(picture.bytes),
    width: picture.width,
    height: picture.height,
    changes: { converted: true, ...(picture.width < from.width && { shrunkFrom: from }) },
  }
}

/** @throws AppError `bad_input` at `picture`; `too_many`; `unavailable` */
export async function decodePicture(file: Uint8Array, limits = CARD_PICTURE): Promise<DecodedPicture> {
  const judged = judgePicture(file)
  if ('refused' in judged) throw refuse(judged.refused)
  const { format } = judged
  return takeTurn(async () => {
    try {
      return await (format === 'heic' ? convert(file, limits) : decode(file, format, limits))
    } catch (error) {
      if (error instanceof AppError) throw error
      throw refuse(BROKEN)
    }
  })
}
