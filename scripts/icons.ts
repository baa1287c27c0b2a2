/**
 * `node scripts/icons.ts`: creates the PNG icons of the site from public/icon.svg. Run it again when the drawing
 * changes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Phones crop icons to various shapes: `full` fills the square, so that no white corners appear. */
const ICONS = [
  { file: 'apple-touch-icon.png', size: 180, full: true },
  { file: 'icon-192.png', size: 192, full: false },
  { file: 'icon-512.png', size: 512, full: true },
]

const drawing = readFileSync('public/icon.svg', 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const { file, size, full } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const svg = (full ? drawing.replace('rx="14"', 'rx="0"') : drawing).replace(
    '<svg ',
    `<svg width="${size}" height="${size}" style="display:block" `,
  )
  await page.setContent(`<body style="margin:0">${svg}</body>`)
  writeFileSync(`public/${file}`, await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
