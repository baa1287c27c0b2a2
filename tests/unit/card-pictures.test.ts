import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodePicture } from '#server/card/decode-picture.ts'
import { judgePicture } from '#shared/card/picture.ts'
import { AppError } from '#shared/errors.ts'
import { bombPng, pictureFile } from '../fixtures/pictures.ts'

const refusal = async (file: Uint8Array, name: string) => {
  const error = await decodePicture(file, name).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`)
  expect(error).toMatchObject({ code: 'bad_input', fields: { picture: expect.any(String) } })
  return error.message
}
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))

describe('a picture', () => {
  it.each([
    ['jpeg', 'a.JPG'],
    ['jpeg', 'a.b.jpeg'],
    ['png', '截图.png'],
    ['webp', 'a.webp'],
  ] as const)('%s named %s becomes a WebP of the same size', async (format, name) => {
    const made = await decodePicture(await pictureFile(format), name)
    expect(made).toMatchObject({ width: 120, height: 80 })
    expect(await sharp(made.bytes).metadata()).toMatchObject({ format: 'webp', width: 120, height: 80 })
  })

  it('is shrunk to the longest edge, never enlarged', async () => {
    expect(await decodePicture(await pictureFile('png', { width: 4_000, height: 1_000 }), 'a.png')).toMatchObject({
      width: 1_600,
      height: 400,
    })
    expect(await decodePicture(await pictureFile('png', { width: 900, height: 3_200 }), 'a.png')).toMatchObject({
      width: 450,
      height: 1_600,
    })
  })

  it('loses place and camera, and stands upright', async () => {
    const photo = await pictureFile('jpeg', { gps: true, orientation: 6 })
    // Metadata that is removed must have been there before.
    expect(photo.includes('SECRETCAM')).toBe(true)
    expect((await sharp(photo).metadata()).orientation).toBe(6)
    const made = await decodePicture(photo, 'photo.jpg')
    expect(made).toMatchObject({ width: 80, height: 120 })
    const about = await sharp(made.bytes).metadata()
    expect(about.exif).toBeUndefined()
    expect(about.xmp).toBeUndefined()
    expect(about.icc).toBeUndefined()
    expect(made.bytes.includes('SECRETCAM')).toBe(false)
    // Rotated by 90 degrees clockwise, the top left corner becomes the top right one.
    const { data, info } = await sharp(made.bytes).raw().toBuffer({ resolveWithObject: true })
    const red = (x: number, y: number) => data[(y * info.width + x) * info.channels + 1]! < 90
    expect([red(4, 4), red(info.width - 5, 4)]).toEqual([false, true])
  })

  it.each([
    ['png', 'foto.jpg', '.png'],
    ['jpeg', 'foto.png', '.jpg'],
    ['webp', 'foto', '.webp'],
    ['jpeg', 'foto.jpg.exe', '.jpg'],
  ] as const)(
    'of the kind %s under the name %s is refused, and the right ending named',
    async (format, name, right) => {
      expect(await refusal(await pictureFile(format), name)).toContain(`把结尾改成 ${right}`)
    },
  )

  it('that claims to be huge is refused before anything is decoded', async () => {
    const bomb = bombPng(50_000, 50_000)
    expect(bomb.length).toBeLessThan(10_000)
    const before = process.memoryUsage().rss
    expect(await refusal(bomb, 'a.png')).toContain('50,000 × 50,000 像素')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    // One pixel row below the limit is decoded (and found to be incomplete).
    expect(await refusal(bombPng(8_000, 5_000), 'a.png')).toContain('坏了')
  })

  it.each([
    [
      'an SVG with a script',
      bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'a.svg',
      'SVG',
    ],
    ['an SVG under another name', bytes('<?xml version="1.0"?><svg onload="alert(1)"/>'), 'a.png', 'SVG'],
    ['a GIF', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0]), 'a.gif', 'GIF'],
    ['a HEIC photo', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic'), 'IMG_0001.HEIC', 'HEIC'],
    ['a page', bytes('<!DOCTYPE html><script>alert(1)</script>'), 'a.jpg', '代码'],
    ['a programme', bytes('MZ', [0x90, 0, 3, 0]), 'a.png', '不是图片'],
    ['nothing', bytes(), 'a.png', '不是图片'],
    ['only the first bytes of a PNG', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), 'a.png', '坏了'],
    ['a JPEG that ends after its start', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF'), 'a.jpg', '坏了'],
  ])('that is %s is refused', async (_what, file, name, said) => {
    expect(await refusal(file, name)).toContain(said)
  })

  it('that was cut off on the way is refused', async () => {
    const whole = await pictureFile('jpeg', { width: 800, height: 600 })
    expect(await refusal(whole.subarray(0, whole.length / 2), 'a.jpg')).toContain('坏了')
  })

  it('never makes the judge throw, whatever it is and is called', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), (file, name) => {
        const judged = judgePicture(file, name)
        expect('refused' in judged ? judged.refused : judged.format).toMatch(/./)
      }),
    )
  })

  it('is decoded for many at once, in turns', async () => {
    const file = await pictureFile('png')
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, () => decodePicture(file, 'a.png')))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.length).toBe(4)
    for (const outcome of refused) expect(outcome.reason).toMatchObject({ code: 'too_many' })
    expect(await decodePicture(file, 'a.png')).toMatchObject({ width: 120 })
  })
})

it('loads the decoder with the first picture only', () => {
  // A static import would slow down every start, and make it fail where the library cannot run.
  expect(
    readFileSync(fileURLToPath(new URL('../../server/card/decode-picture.ts', import.meta.url)), 'utf8'),
  ).not.toMatch(/^import .*'sharp'/m)
})
