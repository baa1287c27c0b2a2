/** A QR code as PNG: one bit per pixel, whole pixels per module, so that printing needs no anti-aliasing. */
import { crc32, deflateSync } from 'node:zlib'
import { qrMatrix } from '#shared/campaign/qr.ts'

/** 300 dots per inch, in dots per metre: opened in a word processor, 1200 px are about 10 cm. */
const DOTS_PER_METRE = 11_811
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/**
 * @param size the maximum edge in px; the edge is the largest multiple of the module count that fits. PNG: ISO/IEC
 * 15948.
 */
export function qrPng(text: string, size: number): Buffer {
  const matrix = qrMatrix(text)
  const scale = Math.max(1, Math.floor(size / matrix.length))
  const edge = matrix.length * scale
  const bytesPerLine = 1 + Math.ceil(edge / 8)
  const pixels = Buffer.alloc(bytesPerLine * edge)
  matrix.forEach((row, y) => {
    // First byte: no filter. Then 1 = white, the highest bit first.
    const line = Buffer.alloc(bytesPerLine)
    for (let x = 0; x < edge; x++) {
      const at = 1 + (x >> 3)
      if (!row[Math.floor(x / scale)]) line.writeUInt8(line.readUInt8(at) | (0x80 >> (x & 7)), at)
    }
    for (let repeat = 0; repeat < scale; repeat++) line.copy(pixels, (y * scale + repeat) * bytesPerLine)
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(edge, 0)
  header.writeUInt32BE(edge, 4)
  header[8] = 1
  const density = Buffer.alloc(9)
  density.writeUInt32BE(DOTS_PER_METRE, 0)
  density.writeUInt32BE(DOTS_PER_METRE, 4)
  density[8] = 1
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
