/**
 * `node scripts/icons.ts`: creates the icons of the site from public/icon.svg. Run it again when the drawing changes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Phones crop icons to various shapes: `full` fills the square, so that no white corners appear. */
const ICONS = [
  { file: 'apple-touch-icon.png', size: 180, full: true },
  { file: 'icon-192.png', size: 192, full: false },
  { file: 'icon-512.png', size: 512, full: true },
]

/** Edges in favicon.ico, for old browsers and for WeChat, which ask for it by this name whatever a page says. */
const FAVICON = [16, 32, 48]

const drawing = readFileSync('public/icon.svg', 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
async function draw(size: number, full: boolean): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const svg = (full ? drawing.replace('rx="14"', 'rx="0"') : drawing).replace(
    '<svg ',
    `<svg width="${size}" height="${size}" style="display:block" `,
  )
  await page.setContent(`<body style="margin:0">${svg}</body>`)
  const picture = await page.screenshot({ omitBackground: true })
  await page.close()
  return picture
}

/** An ICO file: a head of 6 bytes, 16 for each picture, and the pictures as PNG. */
function icoOf(pictures: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index
    head.writeUInt8(size, entry)
    head.writeUInt8(size, entry + 1)
    // One plane of 32 bits.
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

for (const { file, size, full } of ICONS) writeFileSync(`public/${file}`, await draw(size, full))
const pictures = await Promise.all(FAVICON.map(async (size) => ({ size, png: await draw(size, false) })))
writeFileSync('public/favicon.ico', icoOf(pictures))
await browser.close()
