import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import BodyField from '~/components/card/BodyField.vue'
import Checks from '~/components/card/Checks.vue'
import Compare from '~/components/card/Compare.vue'
import ListItem from '~/components/card/ListItem.vue'
import StateTags from '~/components/card/StateTags.vue'
import UrgentBanner from '~/components/card/UrgentBanner.vue'
import { compareLines } from '#shared/compare-lines.ts'
import type { CardSummary } from '#shared/card/view.ts'
import { ID, detailOf } from './card-page.ts'

describe('what the office shows of a card', () => {
  it('says where it stands in words', async () => {
    const tags = async (over: object, expiresOn: string | null = null) =>
      (
        await mountSuspended(StateTags, {
          props: { card: { ...detailOf().card, ...over }, expiresOn, today: '2026-11-24' },
        })
      ).text()
    expect(await tags({})).toBe('草稿')
    expect(await tags({ stage: 'submitted', publishedVersion: 1 }, '2027-01-01')).toBe('已发布有新版：待审核')
    expect(await tags({ stage: 'approved', publishedVersion: 2, urgent: true }, '2026-11-30')).toBe(
      '已发布快到期新骗局速报',
    )
    expect(await tags({ stage: 'approved', publishedVersion: 2 }, '2026-11-23')).toBe('已发布已过期')
    expect(await tags({ stage: 'approved', publishedVersion: 2, withdrawn: true, urgent: true }, '2026-11-23')).toBe(
      '已撤下',
    )
  })

  it('leads from the list to the card', async () => {
    const card = { ...detailOf().card, comments: 2 } as CardSummary
    const item = await mountSuspended(ListItem, { props: { card, today: '2026-11-24' } })
    expect(item.find('a').attributes('href')).toBe(`/console/cards/${ID}`)
    expect(item.text()).toContain('2 条留言')
  })

  it('names what must be put right', async () => {
    const checks = await mountSuspended(Checks, {
      props: {
        preview: {
          html: '',
          problems: [{ line: 3, message: '不能写 HTML 代码：<b>' }],
          findings: [{ field: 'body', line: 1, kind: 'phone', text: '13812345678' }],
        },
      },
    })
    expect(checks.text()).toContain('第 3 行：不能写 HTML 代码：<b>')
    expect(checks.text()).toContain('正文第 1 行的号码 13812345678')
  })

  it('compares two texts by words and signs, not by colour alone', async () => {
    const text = detailOf().card
    const compared = await mountSuspended(Compare, {
      props: { older: { ...text, body: '一\n二\n三' }, newer: { ...text, title: '新标题', body: '一\n两\n三' } },
    })
    expect(compared.text()).toContain('标题：标题 → 新标题')
    expect(compared.find('.gone').text()).toContain('去掉：')
    expect(compared.find('.new').text()).toContain('新加：')
    expect((await mountSuspended(Compare, { props: { older: text, newer: text } })).text()).toBe('两边的内容一样。')
    expect(compareLines('a\nb\nc', 'a\nc\nd').map(({ kind, text: line }) => `${kind} ${line}`)).toEqual([
      'same a',
      'gone b',
      'same c',
      'new d',
    ])
  })

  it('puts marks and pictures where the cursor is', async () => {
    const text = ref('第一段\n\n第二段')
    const field = await mountSuspended(
      defineComponent(
        () => () =>
          h(BodyField, {
            modelValue: text.value,
            'onUpdate:modelValue': (value: string) => {
              text.value = value
            },
          }),
      ),
    )
    const area = field.find('textarea').element
    area.setSelectionRange(3, 3)
    field.findComponent(BodyField).vm.insert('![图](picture:x)')
    await nextTick()
    expect(text.value).toBe('第一段\n\n![图](picture:x)\n\n第二段')
    area.setSelectionRange(0, 3)
    await field
      .findAll('button')
      .find((button) => button.text() === '加粗')!
      .trigger('click')
    expect(text.value.startsWith('**第一段**')).toBe(true)
  })
})

describe('the banner of the home page', () => {
  it('is nothing without an urgent card, and leads to the one there is', async () => {
    let urgent: object | null = null
    registerEndpoint('/api/cards/urgent', () => ({ urgent }))
    expect((await mountSuspended(UrgentBanner)).find('aside').exists()).toBe(false)
    urgent = { id: ID, title: '新的骗局', headline: '先挂电话', rule: null, publishedAt: 1, until: 2 }
    clearNuxtData('card-urgent')
    const banner = await mountSuspended(UrgentBanner)
    expect(banner.text()).toContain('新骗局速报')
    expect(banner.find('a').attributes('href')).toBe(`/cards/${ID}`)
  })
})
