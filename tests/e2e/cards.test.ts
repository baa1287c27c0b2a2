/** A knowledge card from a volunteer's phone through review to a resident and a hall screen, with all errors. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PICTURE_BYTES_MAX } from '#shared/card/picture.ts'
import { expectAccessible } from '../fixtures/axe.ts'
import { useBrowser, VIEWPORTS } from '../fixtures/browser.ts'
import { ADMIN, type Office } from '../fixtures/office.ts'
import { bombPng, pictureFile } from '../fixtures/pictures.ts'
import type { TestServer } from '../fixtures/server.ts'
import { startOffice } from '../fixtures/starts.ts'
import { isInReach, see } from '../fixtures/walk.ts'

const WRITER = { login: 'writer.one', name: '李网格', password: 'quiet-river-9-stone' }
const TITLE = '快递退款别点链接'

describe('a knowledge card', () => {
  let server: TestServer
  let office: Office
  let writer: Page
  let officer: Page
  let reader: Page
  let path: string
  const browser = useBrowser(() => server.url, { keep: true })
  beforeAll(async () => {
    ;({ server, office } = await startOffice())
    const { body } = await office.call<{ url: string }>('POST', '/api/console/invitations', {
      name: WRITER.name,
      role: 'volunteer',
    })
    const accepted = await fetch(`${server.url}/api/invitations/${body.url.split('/').at(-1)}/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(WRITER),
    })
    if (!accepted.ok) throw new Error(`the volunteer could not join: ${accepted.status}`)
  })
  afterAll(() => server?.stop())

  async function enter(
    viewport: { width: number; height: number },
    { login, password }: { login: string; password: string },
  ): Promise<Page> {
    const page = await browser.open({ viewport })
    await page.goto('/console/login')
    await page.getByLabel('账号').fill(login)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL('**/console')
    await page.getByRole('link', { name: '知识卡' }).click()
    await page.getByRole('heading', { name: '知识卡', level: 1 }).waitFor()
    return page
  }
  async function expectWell(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle')
    await expectAccessible(page, name)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      `${name} scrolls sideways`,
    ).toBeLessThanOrEqual(0)
    const small = await page
      .locator('main')
      .locator('button, select, input:not([type="radio"], [type="checkbox"]), .button')
      .evaluateAll((targets) =>
        targets
          .filter((target) => target.checkVisibility())
          .map((target) => ({
            text: target.textContent || target.getAttribute('aria-label'),
            height: target.getBoundingClientRect().height,
          }))
          .filter(({ height }) => height < 44),
      )
    expect(small, `targets of ${name}`).toEqual([])
  }
  const choose = (page: Page, name: string, buffer: Buffer) =>
    page.getByLabel('选一张图片').setInputFiles({ name, mimeType: 'image/png', buffer })

  it('is begun by a volunteer on a phone', async () => {
    writer = await enter(VIEWPORTS.phone, WRITER)
    await expectWell(writer, 'the empty list')
    await writer.getByRole('link', { name: '写第一张' }).click()
    await expectWell(writer, 'a new card')
    await writer.getByLabel('标题').fill(TITLE)
    await writer.getByRole('button', { name: '开始写' }).click()
    await writer.getByRole('heading', { name: TITLE, level: 1 }).waitFor()
    path = new URL(writer.url()).pathname
    await expectWell(writer, 'the editor on a phone')
  })

  it('shows while it is written what readers will see, and what cannot stay', async () => {
    await writer.getByLabel('一句话').fill('说要退款，先挂电话')
    await writer
      .getByLabel('正文')
      .fill('## 怎么说\n\n您的快递丢了，给您**三倍**赔偿。\n\n[点这里](javascript:alert(1))\n\n打 13812345678')
    const preview = writer.getByRole('region', { name: '读者看到的样子' })
    await preview.getByRole('heading', { name: '怎么说' }).waitFor()
    await see(writer, /第 5 行：链接 javascript:alert\(1\) 不能用/)
    await see(writer, /正文第 7 行的号码 13812345678/)
    expect(await preview.locator('a[href^="javascript"]').count()).toBe(0)
    browser.allowStatus(writer, 400)
    await writer.getByRole('button', { name: '保存', exact: true }).click()
    await see(writer, /第 5 行/)
    await expect.poll(() => writer.getByLabel('正文').getAttribute('aria-invalid')).toBe('true')
    await expectWell(writer, 'an editor with errors')
  })

  it('keeps what is not saved over a reload and a lost connection', async () => {
    await writer.getByLabel('正文').fill('## 怎么说\n\n您的快递丢了，给您**三倍**赔偿。')
    await writer.reload()
    await see(writer, '上次没填完的还在')
    await writer.getByRole('button', { name: '接着填' }).click()
    expect(await writer.getByLabel('正文').inputValue()).toContain('三倍')
    browser.allowNetworkErrors(writer)
    await writer.context().setOffline(true)
    await writer.getByRole('button', { name: '保存', exact: true }).click()
    await see(writer, '网络不通')
    expect(await writer.getByLabel('正文').inputValue()).toContain('三倍')
    await writer.context().setOffline(false)
    await writer.getByRole('button', { name: '保存', exact: true }).click()
    await see(writer, '第 2 版已保存')
  })

  it('takes a picture, and says why it does not take another', async () => {
    await writer.getByRole('button', { name: '插入图片' }).click()
    await choose(
      writer,
      'shot.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    )
    await see(writer, /不能上传 SVG/)
    await choose(writer, 'bomb.png', bombPng(50_000, 50_000))
    await see(writer, /50,000 × 50,000 像素/)
    await choose(writer, 'large.png', Buffer.concat([await pictureFile('png'), Buffer.alloc(20 * 1024 * 1024)]))
    await see(writer, /最大 20 MB/)
    // The bytes decide: WeChat saves PNG under the name of a JPG.
    await choose(writer, 'shot.jpg', await pictureFile('png', { width: 3_200, height: 2_000 }))
    await see(writer, '图片太大，已经从 3200 × 2000 缩小到 1600 × 1000 像素。')
    await writer.getByRole('img', { name: '第 1 张图片' }).waitFor()
    await writer.getByRole('button', { name: '插入正文' }).click()
    await see(writer, '请写一句图片说明')
    await writer.getByLabel('图片说明').fill('假客服的短信')
    await expectWell(writer, 'the picture dialog')
    await writer.getByRole('button', { name: '插入正文' }).click()
    await writer.getByRole('region', { name: '读者看到的样子' }).getByRole('img', { name: '假客服的短信' }).waitFor()
  })

  it('refuses a body that says it is too large before a byte of it is read', async () => {
    const id = path.split('/').at(-1)
    const response = await fetch(`${server.url}/api/console/cards/${id}/pictures?id=${crypto.randomUUID()}`, {
      method: 'POST',
      headers: { cookie: office.cookie() },
      body: Buffer.alloc(PICTURE_BYTES_MAX + 1),
    })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'too_large' } })
  })

  it('goes to the officer, comes back with a reason, and goes again', async () => {
    await writer.getByRole('button', { name: '保存并提交审核' }).click()
    await see(writer, '正在等待民警审核')
    officer = await enter(VIEWPORTS.office, ADMIN)
    await see(officer, '待审核：1 张')
    await expectWell(officer, 'the list on a desk')
    await officer.getByRole('link', { name: TITLE }).click()
    await officer.getByRole('button', { name: '退回……' }).click()
    await officer.getByLabel('退回的原因').fill('请写上怎么核实')
    await officer.getByRole('button', { name: '退回', exact: true }).click()
    await see(officer, '请写上怎么核实')
    await officer.getByLabel('写留言').fill('写得很清楚')
    await officer.getByRole('button', { name: '留言', exact: true }).click()
    await officer.getByText('写得很清楚').waitFor()
    await writer.reload()
    await see(writer, '请写上怎么核实')
    await see(writer, '写得很清楚')
  })

  it('loses nothing when two write at once', async () => {
    await writer.getByLabel('一句话').fill('志愿者写的一句话')
    await officer.getByLabel('一句话').fill('民警写的一句话')
    await officer.getByRole('button', { name: '保存', exact: true }).click()
    await see(officer, /第 \d+ 版已保存/)
    browser.allowStatus(writer, 409)
    await writer.getByRole('button', { name: '保存', exact: true }).click()
    const conflict = writer.getByRole('region', { name: '您填写的时候，别人改过这里' })
    await conflict.waitFor()
    expect(await conflict.textContent()).toMatch(/一句话.*志愿者写的一句话.*民警写的一句话/s)
    await expectWell(writer, 'two texts')
    await writer.getByRole('button', { name: '填回表里，再看看' }).click()
    expect(await writer.getByRole('textbox', { name: '一句话' }).inputValue()).toBe('志愿者写的一句话')
    await writer.getByRole('button', { name: '保存并提交审核' }).click()
    await see(writer, '正在等待民警审核')
  })

  it('is published, and read by a resident without a name', async () => {
    await officer.reload()
    await officer.getByRole('button', { name: '发布……' }).click()
    await officer.getByRole('dialog').getByLabel('来源').fill('城东警务室整理')
    await officer.getByLabel('作为“新骗局速报”').check()
    await expectWell(officer, 'the publish dialog')
    await officer.setViewportSize({ width: 1366, height: 640 })
    const publish = officer.getByRole('button', { name: '发布，并显示在互动屏上' })
    expect(await isInReach(publish), 'below the choice of a time').toBe(true)
    await officer.setViewportSize(VIEWPORTS.office)
    await publish.click()
    await see(officer, '看发布的页面')
    await expectWell(officer, 'a published card on a desk')
    reader = await browser.open({ viewport: VIEWPORTS.phone })
    await reader.goto('/cards')
    await expectWell(reader, 'the list of cards')
    await reader.getByRole('link', { name: TITLE }).click()
    await reader.getByRole('heading', { name: TITLE, level: 1 }).waitFor()
    await see(reader, '城东警务室整理')
    await see(reader, '联盟志愿者')
    expect(await reader.content()).not.toContain(WRITER.name)
    const picture = reader.getByRole('img', { name: '假客服的短信' })
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1_600)
    await expectWell(reader, 'a card')
    await reader.setViewportSize(VIEWPORTS.landscape)
    await expectWell(reader, 'a card on a desk')
  })

  it('serves its picture so that it can do nothing else', async () => {
    const source = await reader.getByRole('img', { name: '假客服的短信' }).getAttribute('src')
    const response = await fetch(server.url + source!)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/webp')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toContain('max-age')
    expect(response.headers.getSetCookie()).toEqual([])
    const again = await fetch(server.url + source!, { headers: { 'if-none-match': response.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })

  it('is withdrawn at once, and that is undone', async () => {
    await officer.getByRole('button', { name: '立即撤下……' }).click()
    await officer.getByLabel('撤下的原因').fill('有一处写错')
    await officer.getByRole('button', { name: '立即撤下', exact: true }).click()
    await see(officer, `已撤下“${TITLE}”`)
    browser.allowStatus(reader, 404)
    await reader.setViewportSize(VIEWPORTS.phone)
    await reader.reload()
    await see(reader, '这张知识卡不在了')
    await expectWell(reader, 'a card that is gone')
    await officer.getByRole('button', { name: '撤销' }).click()
    await see(officer, '看发布的页面')
    await reader.reload()
    await reader.getByRole('heading', { name: TITLE, level: 1 }).waitFor()
  })

  it('shows every version, compares them and takes an old one up', async () => {
    await officer.getByRole('button', { name: '查看第 2 版' }).click()
    await officer.getByText(/和最新的第 \d+ 版比一比/).click()
    await see(officer, '志愿者写的一句话')
    await expectWell(officer, 'an old version')
    await officer.getByRole('button', { name: '恢复这一版，作为新草稿' }).click()
    await see(officer, /版是草稿/)
    expect(await officer.getByLabel('一句话').inputValue()).toBe('说要退款，先挂电话')
    // The published version is unchanged.
    await reader.reload()
    await see(reader, '志愿者写的一句话')
  })

  it('is put aside while nobody has read it, and taken back', async () => {
    await writer.goto('/console/cards/new')
    await writer.getByLabel('标题').fill('写错了的卡')
    await writer.getByRole('button', { name: '开始写' }).click()
    await writer.getByLabel('一句话').fill('这一句还没有保存')
    await writer.getByRole('button', { name: '删除这张卡' }).click()
    await see(writer, '这张卡已删除')
    await expectWell(writer, 'a card that is put aside')
    expect(await writer.getByRole('form', { name: '编辑知识卡' }).count()).toBe(0)
    await writer.getByRole('link', { name: '‹ 知识卡' }).click()
    await writer.getByRole('link', { name: TITLE }).waitFor()
    expect(await writer.getByRole('link', { name: '写错了的卡' }).count()).toBe(0)
    await writer.getByLabel('状态').selectOption('已删除')
    await writer.getByRole('link', { name: '写错了的卡' }).click()
    await writer.getByRole('button', { name: '恢复这张卡' }).click()
    await see(writer, '版是草稿')
    await writer.getByRole('button', { name: '接着填' }).click()
    expect(await writer.getByLabel('一句话').inputValue()).toBe('这一句还没有保存')
  })

  it('has each step in the log', async () => {
    await officer.goto('/console/audit?group=card')
    for (const step of [
      '新建了知识卡',
      '提交了知识卡',
      '退回了知识卡',
      '发布了知识卡',
      '撤下了知识卡',
      '重新发布了知识卡',
      '添加了一张图片',
      '恢复成第 2 版',
      '删除了知识卡',
      '恢复了删除的知识卡',
    ])
      await see(officer, new RegExp(step))
  })
})
