import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import PanelView from '~/components/screen/PanelView.vue'
import { qrMatrix, qrPath } from '#shared/campaign/qr.ts'
import type { PanelCard } from '#shared/content/panel-card.ts'

const PANEL: PanelCard = {
  id: 'romance',
  title: '没见面别谈钱',
  kicker: '网络婚恋',
  message: '早晚问候是真是假，提到投资就见分晓。',
  tone: 'danger',
  picture: '/scams/romance.svg',
  pictureAlt: '聊天气泡里的一颗心挂在鱼钩上',
  to: '/scenarios/romance',
  sources: [{ kind: 'scenario', title: '某份通报', publisher: '公安部', date: '2024-06-25' }],
  reviewer: 'pending',
  reviewed: '2026-11-24',
}
const ORIGIN = 'http://192.168.1.20:3000'

describe('a panel on a hall screen', () => {
  it('says what it says on paper, and its code leads to the page behind it', async () => {
    const wrapper = await mountSuspended(PanelView, {
      props: { panel: PANEL, origin: ORIGIN, alliance: '三溪反诈联盟' },
    })
    expect(wrapper.get('h1').text()).toBe(PANEL.title)
    for (const text of [
      PANEL.kicker,
      PANEL.message,
      '扫码演一回',
      '三溪反诈联盟',
      '96110',
      '依据某份通报（公安部，2024年6月25日）',
      '待民警审核',
    ])
      expect(wrapper.text()).toContain(text)
    expect(wrapper.get('img.picture').attributes()).toMatchObject({ src: PANEL.picture, alt: PANEL.pictureAlt })
    expect(wrapper.get('svg.qr path:last-child').attributes('d')).toBe(qrPath(qrMatrix(`${ORIGIN}/scenarios/romance`)))
  })

  it('changes with the panel it is given', async () => {
    const wrapper = await mountSuspended(PanelView, {
      props: { panel: PANEL, origin: ORIGIN, alliance: '城东反诈联盟' },
    })
    await wrapper.setProps({
      panel: { ...PANEL, title: '真的也别冤枉', tone: 'safe', to: '/scams', reviewer: 'officer' },
    })
    expect(wrapper.get('h1').text()).toBe('真的也别冤枉')
    expect(wrapper.get('.panel').classes()).toContain('safe')
    expect(wrapper.text()).toContain('民警审核：2026年11月24日')
    expect(wrapper.text()).toContain('扫码看图鉴')
  })
})
