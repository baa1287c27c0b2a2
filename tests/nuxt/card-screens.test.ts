import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { describe, expect, it } from 'vitest'
import { useMember } from '#imports'
import OnScreens from '~/components/card/OnScreens.vue'
import ReviewPanel from '~/components/card/ReviewPanel.vue'
import { detailOf, ID } from './card-page.ts'

describe('an urgent card in the office', () => {
  const sent: unknown[] = []
  for (const action of ['show', 'stop'] as const)
    registerEndpoint(`/api/console/cards/${ID}/${action}`, {
      method: 'POST',
      handler: async (event) => {
        sent.push([action, await readBody(event)])
        return { id: ID }
      },
    })
  const mount = (screensUntil: string | null) =>
    mountSuspended(OnScreens, {
      props: { card: detailOf({ stage: 'approved', publishedVersion: 2, urgent: true, screensUntil }).card },
    })

  it('says until when the screens show it, and is taken off them apart from the site', async () => {
    const panel = await mount('2026-11-24T10:30:00.000Z')
    expect(panel.text()).toContain('到 2026年11月24日 18:30 为止')
    const stop = panel.find('button.danger')
    expect(stop.text()).toBe('停止上屏')
    await stop.trigger('click')
    await expect.poll(() => panel.emitted('changed')).toHaveLength(1)
    expect(sent).toEqual([['stop', { published: 2 }]])
  })

  it('is put on the screens for a time that is chosen', async () => {
    sent.length = 0
    const panel = await mount(null)
    expect(panel.text()).not.toContain('停止上屏')
    await panel.find('button').trigger('click')
    await panel.find('input[value="1h"]').setValue()
    await panel.find('form').trigger('submit')
    await expect.poll(() => panel.emitted('changed')).toHaveLength(1)
    expect(sent).toEqual([['show', { screens: '1h', published: 2, until: null }]])
  })
})

describe('a card that a colleague has withdrawn again', () => {
  registerEndpoint('/api/session', () => ({
    member: { id: 'm2', login: 'wang', name: '王民警', role: 'officer', stationId: 's1', stationName: '站' },
  }))

  it('is not published again over the newer reason: the page says so, and gets the newer state', async () => {
    await useMember().refresh()
    const sent: unknown[] = []
    registerEndpoint(`/api/console/cards/${ID}/republish`, {
      method: 'POST',
      handler: async (event) => {
        sent.push(await readBody(event))
        setResponseStatus(event, 409)
        return { error: { code: 'conflict', message: '这张卡由民警李四撤下了（当事人要求）' } }
      },
    })
    const withdrawn = { stage: 'approved', publishedVersion: 2, withdrawn: true } as const
    const withdrawnAt = '2026-11-24T10:30:00.000Z'
    const panel = await mountSuspended(ReviewPanel, {
      props: {
        detail: detailOf({ ...withdrawn, withdrawnAt, withdrawReason: '电话写错了' }),
        dirty: false,
        save: async () => 2,
      },
    })
    const again = panel.findAll('button').find((button) => button.text() === '重新发布')
    await again?.trigger('click')
    await expect.poll(() => panel.emitted('changed')).toHaveLength(1)
    expect(sent).toEqual([{ withdrawn: withdrawnAt }])
    expect(panel.text()).toContain('当事人要求')
  })
})
