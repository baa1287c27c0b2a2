/**
 * Reduces the size of a screenshot: 256 colours are enough for an interface, and a palette PNG is a third of the size.
 */
import { crc32, deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS = 256
/** Bits per channel of the colour histogram. */
const BITS = 7

/** `length type data crc`, PNG specification §5.3. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** The most frequent colours: one per cell of the coarse histogram, the most frequent exact colour of the cell. */
function commonColours(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const shift = 8 - BITS
  const cell = (rgb: number) =>
    ((rgb >>> (16 + shift)) << (2 * BITS)) |
    (((rgb >>> (8 + shift)) & (2 ** BITS - 1)) << BITS) |
    ((rgb & 255) >>> shift)
  const cells = new Map<number, { colour: number; best: number; total: number }>()
  for (const [colour, count] of counts) {
    const entry = cells.get(cell(colour)) ?? { colour, best: 0, total: 0 }
    entry.total += count
    if (count > entry.best) Object.assign(entry, { colour, best: count })
    cells.set(cell(colour), entry)
  }
  return [...cells.values()]
    .sort((a, b) => b.total - a.total)
    .slice(0, COLOURS)
    .map(({ colour }) => colour)
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  let distance = Infinity
  palette.forEach((candidate, index) => {
    const red = (candidate >>> 16) - (colour >>> 16)
    const green = ((candidate >>> 8) & 255) - ((colour >>> 8) & 255)
    const blue = (candidate & 255) - (colour & 255)
    // Green is weighted most, because the eye is most sensitive to it.
    const apart = 2 * red * red + 4 * green * green + blue * blue
    if (apart < distance) [best, distance] = [index, apart]
  })
  return best
}

/** @param png any opaque PNG. @returns the same picture with at most 256 colours. */
export function toPalette(png: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(png)
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => data.readUIntBE(at * 4, 3))
  const palette = commonColours(pixels)
  const indexOf = new Map(palette.map((colour, index) => [colour, index]))
  // One filter byte (0: none) before each row: filters do not help palette images.
  const rows = Buffer.alloc((width + 1) * height)
  pixels.forEach((colour, at) => {
    let index = indexOf.get(colour)
    if (index === undefined) indexOf.set(colour, (index = nearest(palette, colour)))
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = index
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits per pixel, colour type 3: palette.
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >>> 16, (colour >>> 8) & 255, colour & 255]))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
