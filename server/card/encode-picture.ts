/** How a picture is stored, shared with the process that decodes HEIC. */
import type { Sharp } from 'sharp'
import { storedSize } from '#shared/card/picture.ts'

/** Time limit for one picture, in seconds. */
const SECONDS_MAX = 20

/** @param upright size of the picture as it is seen. Metadata are left behind. */
export async function encodePicture(picture: Sharp, upright: { width: number; height: number }) {
  const { data, info } = await picture
    .resize({ ...storedSize(upright), fit: 'fill' })
    .webp({ quality: 80 })
    .timeout({ seconds: SECONDS_MAX })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}
