/** A voice is recorded in the office from a microphone, approved, and heard in a scenario; in a real browser. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VoiceDesk } from '#shared/voice/voice.ts'
import { writeWav } from '#shared/voice/wav.ts'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import type { Office } from '../fixtures/office.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { silence, speech } from '../fixtures/voice.ts'

const SCENARIO = 'ai-impersonation'
const SLOW = 30_000

describe('a recorded voice', () => {
  let server: TestServer
  let office: Office
  const browser = useBrowser(() => server.url, {
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
  })
  afterAll(() => server?.stop())

  async function openOffice(path: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.open({ viewport })
    const cookies = office.cookie().split('; ')
    await page.context().addCookies(
      cookies.map((pair) => ({
        name: pair.slice(0, pair.indexOf('=')),
        value: pair.slice(pair.indexOf('=') + 1),
        url: server.url,
      })),
    )
    await page.goto(path)
    return page
  }
  const desk = async () => (await office.call<VoiceDesk>('GET', `/api/console/voices/scenario/${SCENARIO}`)).body

  it('is recorded, listened to, sent, approved and heard on a phone', async () => {
    const page = await openOffice('/console/voices', VIEWPORTS.office)
    const [line] = (await desk()).lines
    await page.locator(`a[href="/console/voices/scenario/${SCENARIO}"]`).click()
    const row = page.locator(`[data-line="${line!.key}"]`)
    await row.getByRole('button', { name: '录音' }).click()
    await row.getByRole('button', { name: '开始录' }).click()
    // The microphone of the test beeps once a second.
    await row.getByText(/^2 \/ 60 秒$/).waitFor({ timeout: SLOW })
    expect(await row.getByRole('meter').count()).toBe(1)
    await row.getByRole('button', { name: '念完了' }).click()
    await row.getByRole('button', { name: '听一遍' }).click()
    await row.getByRole('button', { name: '听一遍' }).waitFor({ timeout: SLOW })
    await row.getByRole('button', { name: '发送' }).click()
    await row.locator('[data-state="draft"]').waitFor({ timeout: SLOW })
    await row.getByRole('button', { name: '通过' }).click()
    await row.locator('[data-state="approved"]').waitFor({ timeout: SLOW })

    const { file } = (await desk()).lines[0]!.recordings[0]!
    const whole = await fetch(`${server.url}/api/voices/files/${file}.ogg`)
    expect(whole.headers.get('content-type')).toBe('audio/ogg')
    expect(whole.headers.get('cache-control')).toMatch(/immutable/)
    const size = (await whole.arrayBuffer()).byteLength
    const part = await fetch(`${server.url}/api/voices/files/${file}.mp3`, { headers: { range: 'bytes=0-1' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 2])
    expect(size).toBeLessThan(10_000)

    const phone = await browser.open({ reducedMotion: 'reduce' })
    await phone.addInitScript(() => {
      const { play } = HTMLMediaElement.prototype
      HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
        this.addEventListener('ended', () => document.body.setAttribute('data-heard', String(this.duration)))
        return play.call(this)
      }
    })
    await phone.goto(`/scenarios/${SCENARIO}`)
    await phone.getByRole('button', { name: '开始', exact: true }).click()
    await phone.getByRole('button', { name: '听', exact: true }).click()
    // Played to its end, in the browser, from the server's file.
    await expect.poll(() => phone.locator('body').getAttribute('data-heard'), { timeout: SLOW }).not.toBeNull()
    expect(Number(await phone.locator('body').getAttribute('data-heard'))).toBeGreaterThan(0.3)
  }, 120_000)

  it('can come from a file, whose true kind is found out, and never from one of ten minutes', async () => {
    const page = await openOffice(`/console/voices/scenario/${SCENARIO}`, VIEWPORTS.phone)
    const line = (await desk()).lines[1]!
    const row = page.locator(`[data-line="${line.key}"]`)
    await row.getByRole('button', { name: '录音' }).click()
    const send = async (name: string, buffer: Buffer) => {
      await row.locator('input[type=file]').setInputFiles({ name, mimeType: 'audio/mpeg', buffer })
      await row.getByRole('button', { name: '发送' }).click()
    }
    const refused = (text: RegExp) => row.getByRole('alert').filter({ hasText: text }).waitFor({ timeout: SLOW })
    await send('句子.mp3', Buffer.from('<html>这不是录音</html>'))
    await refused(/它不是录音，或者已经损坏/)
    await row.getByRole('button', { name: '重录' }).click()
    await row.getByRole('button', { name: '重来' }).click()
    await send('很长.mp3', Buffer.from(writeWav(silence(400))))
    await refused(/录音长 6 分 40 秒，一句最多 60 秒/)
    await row.getByRole('button', { name: '重录' }).click()
    await row.getByRole('button', { name: '重来' }).click()
    await send('句子.mp3', Buffer.from(writeWav(speech(2, 0.2))))
    await row.locator('[data-state="draft"]').waitFor({ timeout: SLOW })
  }, 120_000)

  it('is refused by the server with the field named, whatever the client claims', async () => {
    const line = (await desk()).lines[2]!
    const post = async (body: BodyInit) => {
      const query = `id=${crypto.randomUUID()}&hash=${line.hash}&language=mandarin&source=human`
      const answer = await fetch(`${server.url}/api/console/voices/scenario/${SCENARIO}/recordings?${query}`, {
        method: 'POST',
        headers: { cookie: office.cookie(), 'content-type': 'audio/wav' },
        body,
      })
      const { error } = (await answer.json()) as { error: { code: string; fields?: { recording?: string } } }
      return [answer.status, error.code, error.fields?.recording]
    }
    expect(await post(new Uint8Array([0xff, 0xfb, 0x90, 0x64, ...new Uint8Array(99)]))).toEqual([
      400,
      'bad_input',
      '收到的是MP3 录音，请在录音页上选这个文件，由浏览器转换后再发送',
    ])
    expect(await post(writeWav(speech(1, 0.3)).slice(0, 9_000))).toEqual([
      400,
      'bad_input',
      '录音文件不完整，请重新录一遍',
    ])
    expect((await post(writeWav(silence(600)))).slice(0, 2)).toEqual([413, 'too_large'])
    expect((await post(new Uint8Array())).slice(0, 2)).toEqual([400, 'bad_input'])
  }, 60_000)

  it.each([VIEWPORTS.phone, VIEWPORTS.office])(
    'has an office page that fits $width px',
    async (viewport) => {
      for (const path of ['/console/voices', `/console/voices/scenario/${SCENARIO}`]) {
        const page = await openOffice(path, viewport)
        await page.waitForLoadState('networkidle')
        await expectAccessible(page, path)
        const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
        expect(await page.evaluate(beyond), path).toBeLessThanOrEqual(0)
      }
    },
    60_000,
  )
})
