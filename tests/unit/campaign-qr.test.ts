import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { qrPng } from '#server/campaign/qr-png.ts'
import { codeUrl, isLoopback, qrMatrix, qrSvg } from '#shared/campaign/qr.ts'

const URL_OF_CODE = codeUrl('http://192.168.1.20:3000', 'K7MPQ2X')

describe('QR codes', () => {
  it('keep four white modules around', () => {
    const matrix = qrMatrix(URL_OF_CODE)
    const edge = matrix.length
    matrix.forEach((row, y) =>
      row.forEach((dark, x) => {
        if (Math.min(x, y, edge - 1 - x, edge - 1 - y) < 4) expect(dark).toBe(false)
      }),
    )
    expect(matrix[4]!.slice(4, 11)).toEqual(Array.from({ length: 7 }, () => true))
  })

  it.each([200, 1200, 4000])('as PNG of %i px are whole pixels per module', (size) => {
    const png = PNG.sync.read(qrPng(URL_OF_CODE, size))
    expect(png.width).toBe(png.height)
    expect(png.width).toBeLessThanOrEqual(size)
    expect(png.width % qrMatrix(URL_OF_CODE).length).toBe(0)
  })

  it.each([200, 600])('as PNG of %i px are read by a decoder', (size) => {
    const png = PNG.sync.read(qrPng(URL_OF_CODE, size))
    expect(jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(URL_OF_CODE)
  })

  it('survive a sticker on the middle', () => {
    const png = PNG.sync.read(qrPng(URL_OF_CODE, 600))
    const from = Math.floor(png.width * 0.42)
    const edge = Math.floor(png.width * 0.16)
    for (let y = from; y < from + edge; y++)
      png.data.fill(255, (y * png.width + from) * 4, (y * png.width + from + edge) * 4)
    expect(jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(URL_OF_CODE)
  })

  it('as SVG stand alone', () => {
    expect(qrSvg(URL_OF_CODE, 600)).toMatch(
      /^<\?xml[^>]*>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="600" height="600" viewBox="0 0 (\d+) \1"/,
    )
  })

  it('know the addresses that lead phones nowhere', () => {
    for (const origin of [
      'http://localhost:3000',
      'http://localhost.:3000',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://[::]',
      'http://[::ffff:127.0.0.1]:3000',
      'http://0.0.0.0',
    ])
      expect(isLoopback(origin), origin).toBe(true)
    for (const origin of [
      'http://192.168.1.20:3000',
      'https://fz.example',
      'http://[fd00::1]',
      'http://[::ffff:10.0.0.1]',
    ])
      expect(isLoopback(origin), origin).toBe(false)
  })
})
