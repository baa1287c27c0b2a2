import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeLogo } from '#server/card/decode-logo.ts'
import { decodePicture } from '#server/card/decode-picture.ts'
import {
  changesText,
  judgePicture,
  PICTURE_AREA_MAX,
  PICTURE_HEIGHT_MAX,
  PICTURE_WIDTH_MAX,
  storedSize,
} from '#shared/card/picture.ts'
import { AppError } from '#shared/errors.ts'
import { bombPng, movingFile, pictureFile, pngChunk } from '../fixtures/pictures.ts'

const refusal = async (file: Uint8Array, decode: (file: Uint8Array) => Promise<unknown> = decodePicture) => {
  const error = await decode(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`)
  expect(error).toMatchObject({ code: 'bad_input', fields: { picture: expect.any(String) } })
  return error.message
}
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))

/** Whether the top corners are red, left and right; the left one of an upright `pictureFile` is. */
async function redCorners(picture: Buffer): Promise<boolean[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const red = (x: number, y: number) => data[(y * info.width + x) * info.channels + 1]! < 90
  return [red(4, 4), red(info.width - 5, 4)]
}

describe('a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('%s becomes a WebP of the same size', async (format) => {
    const made = await decodePicture(await pictureFile(format))
    expect(made).toMatchObject({ width: 120, height: 80, changes: {} })
    expect(await sharp(made.bytes).metadata()).toMatchObject({ format: 'webp', width: 120, height: 80 })
  })

  it('is shrunk to the width that is stored, never enlarged, and says so', async () => {
    const made = await decodePicture(await pictureFile('png', { width: 4_000, height: 1_000 }))
    expect(made).toMatchObject({ width: 1_600, height: 400, changes: { shrunkFrom: { width: 4_000, height: 1_000 } } })
    expect(changesText(made.changes, made)).toBe('图片太大，已经从 4000 × 1000 缩小到 1600 × 400 像素。')
    expect(await decodePicture(await pictureFile('png', { width: 900, height: 3_200 }))).toMatchObject({
      width: 900,
      height: 3_200,
      changes: {},
    })
  })

  it('that is a long screenshot stays legible', async () => {
    const made = await decodePicture(await pictureFile('png', { width: 1_080, height: 20_000 }))
    expect(made).toMatchObject({
      width: 864,
      height: 16_000,
      changes: { shrunkFrom: { width: 1_080, height: 20_000 } },
    })
    expect(await sharp(made.bytes).metadata()).toMatchObject({ width: 864, height: 16_000 })
  })

  it('of 48 megapixels is shrunk, not refused', async () => {
    expect(await decodePicture(await pictureFile('jpeg', { width: 8_000, height: 6_000 }))).toMatchObject({
      width: 1_600,
      height: 1_200,
    })
  })

  it.each([
    [3, 2_000, '图片只有 3 × 2,000 像素，太小了，宽和高都至少 50 像素'],
    [1, 1, '图片只有 1 × 1 像素'],
    [49, 50, '至少 50 像素'],
    [200, 60_000, '图片有 200 × 60,000 像素，太长了，高最多是宽的 40 倍'],
    [100, 4_001, '高最多是宽的 40 倍'],
    [2_000, 199, '图片有 2,000 × 199 像素，太扁了，宽最多是高的 10 倍'],
  ])('of %i × %i px would be a strip or nothing, and is refused in words', async (width, height, said) => {
    expect(await refusal(await pictureFile('png', { width, height }))).toContain(said)
  })

  it.each([
    [50, 50],
    [100, 4_000],
    [2_000, 200],
  ])('of %i × %i px is just within the limits', async (width, height) => {
    const turned = await pictureFile('jpeg', { width: height, height: width, orientation: 6 })
    expect(await decodePicture(await pictureFile('png', { width, height }))).toMatchObject({ changes: {} })
    // What counts is how it stands.
    expect(await decodePicture(turned)).toMatchObject({ changes: {} })
  })

  it.each([
    [1, 1, '图标只有 1 × 1 像素，太小了，宽和高都至少 64 像素'],
    [300, 63, '图标只有 300 × 63 像素'],
    [100, 401, '图标有 100 × 401 像素，太长了，高最多是宽的 4 倍'],
    [401, 100, '太扁了，宽最多是高的 4 倍'],
  ])('of %i × %i px is no logo', async (width, height, said) => {
    expect(await refusal(await pictureFile('png', { width, height }), decodeLogo)).toContain(said)
  })

  it.each([
    [64, 64],
    [400, 100],
    [100, 400],
  ])('of %i × %i px is a logo', async (width, height) => {
    const logo = await decodeLogo(await pictureFile('png', { width, height }))
    expect(await sharp(logo).metadata()).toMatchObject({ format: 'png', width: 512, height: 512 })
  })

  it.each([
    ['white', [255, 255, 255], undefined, [0x17, 0x47, 0xa6, 255]],
    ['pale yellow', [255, 246, 216], undefined, [0x17, 0x47, 0xa6, 255]],
    ['black', [0, 0, 0], undefined, [255, 255, 255, 255]],
    ['night blue', [11, 26, 54], undefined, [255, 255, 255, 255]],
    ['red', [217, 45, 32], undefined, [0, 0, 0, 0]],
    ['white on its own blue', [255, 255, 255], [0x17, 0x47, 0xa6], [0x17, 0x47, 0xa6, 255]],
    ['black on its own white', [0, 0, 0], [255, 255, 255], [255, 255, 255, 255]],
  ])('that is a logo all %s gets a ground where it would not show', async (_name, ink, ground, corner) => {
    const edge = 200
    const pixels = Array.from({ length: edge * edge }, (_, at) => {
      const isInk = Math.hypot((at % edge) - edge / 2, Math.floor(at / edge) - edge / 2) < 70
      const colour = isInk ? ink : ground
      return colour ? [...colour, 255] : [0, 0, 0, 0]
    })
    const raw = { width: edge, height: edge, channels: 4 } as const
    const logo = await decodeLogo(await sharp(Buffer.from(pixels.flat()), { raw }).png().toBuffer())
    const { data, info } = await sharp(logo).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([512, 512])
    // What is transparent has no colour.
    for (const at of corner[3] ? [0, 1, 2, 3] : [3])
      expect(Math.abs((data[at] ?? 0) - (corner[at] ?? 0)), `channel ${at}`).toBeLessThan(8)
  })

  it('is stored within the bounds of a phone, whatever its shape', () => {
    const edge = fc.integer({ min: 1, max: 65_000 })
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        const made = storedSize({ width, height })
        expect(made.width).toBeLessThanOrEqual(Math.min(width, PICTURE_WIDTH_MAX))
        expect(made.height).toBeLessThanOrEqual(Math.min(height, PICTURE_HEIGHT_MAX))
        expect(made.width * made.height).toBeLessThanOrEqual(PICTURE_AREA_MAX)
        expect(made.width * made.height).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    ['gif', 'gif'],
    ['webp', 'webp'],
  ] as const)('that moves (%s) becomes still, and says so', async (_name, format) => {
    const made = await decodePicture(await movingFile(format))
    expect(made.changes).toEqual({ stilled: true })
    expect((await sharp(made.bytes).metadata()).pages ?? 1).toBe(1)
    expect(changesText(made.changes, made)).toContain('动图不会动了')
  })

  it('that moves as a PNG says so too', async () => {
    const still = await pictureFile('png')
    const moving = Buffer.concat([
      still.subarray(0, 33),
      pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
      still.subarray(33),
    ])
    expect((await decodePicture(moving)).changes).toEqual({ stilled: true })
    expect((await decodePicture(still)).changes).toEqual({})
  })

  it('in HEIC is converted, upright, without place and camera', async () => {
    const photo = readFileSync(fileURLToPath(new URL('../fixtures/files/photo.heic', import.meta.url)))
    expect(photo.includes('SECRETCAM')).toBe(true)
    const made = await decodePicture(photo)
    expect(made).toMatchObject({ width: 80, height: 120, changes: { converted: true } })
    expect(made.bytes.includes('SECRETCAM')).toBe(false)
    expect((await sharp(made.bytes).metadata()).exif).toBeUndefined()
    expect(await redCorners(made.bytes)).toEqual([false, true])
    expect(changesText(made.changes, made)).toContain('HEIC')
  })

  it('in HEIC that is broken is refused in words', async () => {
    const photo = readFileSync(fileURLToPath(new URL('../fixtures/files/photo.heic', import.meta.url)))
    expect(await refusal(photo.subarray(0, 500))).toContain('HEIC 照片打不开')
    const huge = Buffer.from(photo)
    const size = huge.indexOf('ispe')
    huge.writeUInt32BE(30_000, size + 8)
    huge.writeUInt32BE(30_000, size + 12)
    expect(await refusal(huge)).toMatch(/30,000 × 30,000 像素|HEIC 照片打不开/)
  })

  it('loses place and camera, and stands upright', async () => {
    const photo = await pictureFile('jpeg', { gps: true, orientation: 6 })
    // Metadata that is removed must have been there before.
    expect(photo.includes('SECRETCAM')).toBe(true)
    expect((await sharp(photo).metadata()).orientation).toBe(6)
    const made = await decodePicture(photo)
    expect(made).toMatchObject({ width: 80, height: 120 })
    const about = await sharp(made.bytes).metadata()
    expect(about.exif).toBeUndefined()
    expect(about.xmp).toBeUndefined()
    expect(about.icc).toBeUndefined()
    expect(made.bytes.includes('SECRETCAM')).toBe(false)
    // Rotated by 90 degrees clockwise, the top left corner becomes the top right one.
    expect(await redCorners(made.bytes)).toEqual([false, true])
  })

  it('that claims to be huge is refused before anything is decoded', async () => {
    const bomb = bombPng(50_000, 50_000)
    expect(bomb.length).toBeLessThan(10_000)
    const before = process.memoryUsage().rss
    expect(await refusal(bomb)).toContain('50,000 × 50,000 像素')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    expect(await refusal(bombPng(65_001, 1_000))).toContain('最多 6,500 万像素')
    // At the limit it is decoded (and found to be incomplete).
    expect(await refusal(bombPng(13_000, 5_000))).toContain('坏了')
  })

  it.each([
    ['an SVG with a script', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'SVG'],
    ['an SVG with a declaration', bytes('<?xml version="1.0"?><svg onload="alert(1)"/>'), 'SVG'],
    ['a GIF of a header only', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0]), '坏了'],
    ['a HEIC photo of a header only', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic'), 'HEIC'],
    ['an AVIF', bytes([0, 0, 0, 28], 'ftypmif1', [0, 0, 0, 0], 'mif1avifmiaf'), 'AVIF'],
    ['a video', bytes([0, 0, 0, 24], 'ftypmp42', [0, 0, 0, 0], 'isommp42'), '视频'],
    ['a page', bytes('<!DOCTYPE html><script>alert(1)</script>'), '代码'],
    ['a programme', bytes('MZ', [0x90, 0, 3, 0]), '不是图片'],
    ['nothing', bytes(), '不是图片'],
    ['only the first bytes of a PNG', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), '坏了'],
    ['a JPEG that ends after its start', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF'), '坏了'],
  ])('that is %s is refused', async (_what, file, said) => {
    expect(await refusal(file)).toContain(said)
  })

  it('that was cut off on the way is refused', async () => {
    const whole = await pictureFile('jpeg', { width: 800, height: 600 })
    expect(await refusal(whole.subarray(0, whole.length / 2))).toContain('坏了')
  })

  it('never makes the judge throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (file) => {
        const judged = judgePicture(file)
        expect('refused' in judged ? judged.refused : judged.format).toMatch(/./)
      }),
    )
  })

  it('is decoded for many at once, in turns', async () => {
    const file = await pictureFile('png')
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, () => decodePicture(file)))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.length).toBe(4)
    for (const outcome of refused) expect(outcome.reason).toMatchObject({ code: 'too_many' })
    expect(await decodePicture(file)).toMatchObject({ width: 120 })
  })
})

it('loads the decoder with the first picture only', () => {
  // A static import would slow down every start, and make it fail where the library cannot run.
  expect(
    readFileSync(fileURLToPath(new URL('../../server/card/decode-picture.ts', import.meta.url)), 'utf8'),
  ).not.toMatch(/^import .*'sharp'/m)
})
