/**
 * Turns an uploaded file into a picture that is safe to serve: decoded, rotated upright, scaled down, without the
 * camera's metadata.
 */
import { makeGate } from '#server/gate.ts'
import { judgePicture, PICTURE_EDGE_MAX, PICTURE_PIXELS_MAX } from '#shared/card/picture.ts'
import { AppError } from '#shared/errors.ts'

export interface DecodedPicture {
  /** WebP. */
  bytes: Buffer
  width: number
  height: number
}

/** Time limit for one picture, in seconds. */
const SECONDS_MAX = 20

const refuse = (message: string) => new AppError('bad_input', `${message}。`, { picture: message })

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
  // Of the library's many decoders, enable only those of the three accepted formats.
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
  return sharp
}
function useSharp(): Promise<Sharp> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    console.error('[card] pictures cannot be read on this machine', error)
    throw new AppError('unavailable', '这台服务器暂时不能处理图片，文字可以照常保存。')
  })
  return loading
}

/**
 * Decoding the largest allowed picture takes 160 MB for a moment, so only few run at a time; other uploads wait in
 * memory.
 */
const takeTurn = makeGate({ atOnce: 2, waiting: 8, message: '现在上传图片的人太多，请过一会儿再试。' })

async function decode(sharp: Sharp, file: Uint8Array, format: string): Promise<DecodedPicture> {
  // Reads the header only, to check the size before decoding.
  const about = await sharp(file, { limitInputPixels: false }).metadata()
  if (about.format !== format) throw refuse('图片文件坏了，请换一张')
  if (about.width * about.height > PICTURE_PIXELS_MAX) {
    const [width, height] = [about.width.toLocaleString('en-US'), about.height.toLocaleString('en-US')]
    throw refuse(`图片有 ${width} × ${height} 像素，太大了，最多 4,000 万像素`)
  }
  const { data, info } = await sharp(file, {
    limitInputPixels: PICTURE_PIXELS_MAX,
    failOn: 'error',
    sequentialRead: true,
  })
    .autoOrient()
    .resize({ width: PICTURE_EDGE_MAX, height: PICTURE_EDGE_MAX, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .timeout({ seconds: SECONDS_MAX })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

/**
 * @param name of the file; its extension must match its content. @throws AppError `bad_input` at `picture`; `too_many`;
 * `unavailable`
 */
export async function decodePicture(file: Uint8Array, name: string): Promise<DecodedPicture> {
  const judged = judgePicture(file, name)
  if ('refused' in judged) throw refuse(judged.refused)
  const sharp = await useSharp()
  return takeTurn(async () => {
    try {
      return await decode(sharp, file, judged.format)
    } catch (error) {
      if (error instanceof AppError) throw error
      throw refuse('图片文件坏了，请换一张')
    }
  })
}
