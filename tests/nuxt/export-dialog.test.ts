/** Files that leave the office are asked for by a POST in the page; what goes wrong stays on the page. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getHeader, type H3Event, setResponseHeader, setResponseStatus } from 'h3'
import { expect, it, vi } from 'vitest'
import ExportDialog from '~/components/campaign/ExportDialog.vue'
import { AppError } from '#shared/errors.ts'

it('downloads under the real name, once a press, and says what went wrong', async () => {
  memberState().value = { id: 'm1', stationId: 's1', login: 'li', name: '李警官', role: 'officer' }
  let answer: (event: H3Event) => unknown = () => ''
  const asked: string[] = []
  for (const name of ['xlsx', 'csv'])
    registerEndpoint(`/api/console/campaigns/c1/reach.${name}`, {
      method: 'POST',
      handler: (event) => {
        asked.push(`${event.method} ${event.path.split('/').at(-1)} ${getHeader(event, 'x-member')}`)
        return answer(event)
      },
    })
  const saved: string[] = []
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href}`)
  })
  answer = (event) => {
    setResponseHeader(
      event,
      'content-disposition',
      `attachment; filename="download.xlsx"; filename*=UTF-8''${encodeURIComponent('秋季行动 数据.xlsx')}`,
    )
    return 'bytes'
  }
  await mountSuspended(ExportDialog, { props: { campaignId: 'c1' }, attachTo: document.body })
  const press = (text: string) =>
    [...document.querySelectorAll('button')].find((button) => button.textContent?.includes(text))?.click()
  press('下载 Excel')
  press('下载 Excel')
  await expect.poll(() => saved, { timeout: 5_000 }).toEqual(['秋季行动 数据.xlsx blob:x'])
  press('各触点每天')
  await expect.poll(() => saved.length, { timeout: 5_000 }).toBe(2)
  expect(asked).toEqual(['POST reach.xlsx m1', 'POST reach.csv?table=touchpoint-days m1'])

  answer = (event) => {
    setResponseStatus(event, 401)
    return { error: new AppError('unauthenticated').body }
  }
  press('下载 Excel')
  await expect.poll(() => document.body.textContent, { timeout: 5_000 }).toContain('登录已过期')
  expect(saved).toHaveLength(2)
})
