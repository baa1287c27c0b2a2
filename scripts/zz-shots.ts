import { chromium } from 'playwright-core'
const SIZES = { p: [390, 844], l: [1920, 1080], t: [1080, 1920] } as const
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'] })
for (const spec of process.argv.slice(2)) {
  const [size, path, full] = spec.split('@') as ['p' | 'l' | 't', string, string?]
  const [width, height] = SIZES[size]
  const c = await b.newContext({ baseURL: 'http://127.0.0.1:4100', viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await c.newPage()
  await page.goto(path, { waitUntil: 'networkidle' })
  await page.screenshot({ path: `/tmp/shots/${size}${path.replace(/\W+/g, '_')}.png`, fullPage: full === 'f' })
  await c.close()
}
await b.close()
