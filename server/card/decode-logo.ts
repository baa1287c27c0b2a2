/** The picture of a station, which stands on light pages and on dark hall screens. */
import { LOGO_PICTURE } from '#shared/card/picture.ts'
import { decodePicture, useSharp } from './decode-picture.ts'

/** Edge of a logo, in px: enough for a home screen's icon and for 4 cm of print. */
const LOGO_EDGE = 512
/** Room between the drawing and the edge of a ground that it gets. */
const MARGIN = 40
const NONE = { r: 0, g: 0, b: 0, alpha: 0 }
/** For a drawing that is all light, and one that is all dark. */
const BLUE = { r: 0x17, g: 0x47, b: 0xa6, alpha: 1 }
const WHITE = { r: 255, g: 255, b: 255, alpha: 1 }
/** Relative luminance (WCAG 2): above, it hardly shows on white; below, hardly on the night blue of a screen. */
const LIGHT = 0.6
const DARK = 0.045
/** Part of the drawing that must show by itself; else it gets a ground. */
const SHOWS = 0.1
/** Part of the picture that is transparent, at least, where it is meant to have no ground of its own. */
const OPEN = 0.02

const linear = (channel: number) =>
  channel <= 0.04045 * 255 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4

/** @param pixels RGBA. @returns the ground on which the drawing shows, if it needs one */
function groundFor(pixels: Uint8Array) {
  let [open, ink, light, dark] = [0, 0, 0, 0]
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4)
    if (alpha < 16) open += 1
    const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    ink += alpha
    if (luminance > LIGHT) light += alpha
    if (luminance < DARK) dark += alpha
  }
  if (open < (pixels.length / 4) * OPEN || ink === 0) return undefined
  if (light > ink * (1 - SHOWS)) return BLUE
  return dark > ink * (1 - SHOWS) ? WHITE : undefined
}

/**
 * @returns a square PNG, transparent beside a picture that is not square, and with a ground where it would show on none
 * of the pages or on no screen. @throws like `decodePicture`
 */
export async function decodeLogo(file: Uint8Array): Promise<Buffer> {
  const { bytes } = await decodePicture(file, LOGO_PICTURE)
  const sharp = await useSharp()
  const sample = sharp(bytes).resize({ width: 128, height: 128, fit: 'inside', withoutEnlargement: true })
  const ground = groundFor(await sample.ensureAlpha().raw().toBuffer())
  const margin = ground ? MARGIN : 0
  const edge = LOGO_EDGE - 2 * margin
  const background = ground ?? NONE
  const placed = sharp(bytes)
    .resize({ width: edge, height: edge, fit: 'contain', background })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background })
  return (ground ? placed.flatten({ background }) : placed).png({ palette: true, effort: 8 }).toBuffer()
}
