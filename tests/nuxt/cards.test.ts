import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { type H3Event, readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import BodyField from '~/components/card/BodyField.vue'
import Checks from '~/components/card/Checks.vue'
import Compare from '~/components/card/Compare.vue'
import ListItem from '~/components/card/ListItem.vue'
import StateTags from '~/components/card/StateTags.vue'
import UrgentBanner from '~/components/card/UrgentBanner.vue'
import { type CardEditor, useCardEditor } from '~/composables/useCardEditor'
import { useCardPreview } from '~/composables/useCardPreview'
import { usePictureUpload } from '~/composables/usePictureUpload'
import { compareLines } from '#shared/card/compare.ts'
import type { CardDetail, CardSummary } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'

const ID = '01993e2a-1111-7222-8333-123456789012'

const detailOf = (over: Partial<CardDetail['card']> = {}): CardDetail => ({
  today: '2026-11-24',
  card: {
    id: ID,
    authorId: 'm1',
    authorName: '李网格',
    authorRole: 'volunteer',
    version: 2,
    stage: 'draft',
    publishedVersion: null,
    withdrawn: false,
    discarded: false,
    kind: 'tip',
    title: '标题',
    headline: '一句话',
    body: '正文',
    scamType: null,
    source: '',
    expiresOn: null,
    savedAt: '2026-11-24T00:00:00.000Z',
    returnReason: null,
    withdrawReason: null,
    publishedAt: null,
    publishedUntil: null,
    urgent: false,
    ...over,
  },
  html: '<p>正文</p>',
  pictures: [],
  comments: [],
  versions: [],
  scamTypes: [],
})

/** Runs a composable inside a component of its own. */
async function inside<T>(use: () => T): Promise<{ used: T; leave: () => void }> {
  let used!: T
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        used = use()
        return () => h('div')
      },
    }),
  )
  return { used, leave: () => wrapper.unmount() }
}

describe('the text of a card', () => {
  const detail = ref(detailOf())
  let answer: (event: H3Event) => unknown
  registerEndpoint(`/api/console/cards/${ID}`, { method: 'PUT', handler: (event) => answer(event) })
  const open = () => inside(() => useCardEditor(() => detail.value))
  const write = async (editor: CardEditor, body: string) => {
    editor.form.body = body
    await nextTick()
  }
  beforeEach(() => {
    detail.value = detailOf()
    sessionStorage.clear()
    answer = () => ({ id: ID, version: 3 })
  })
  afterEach(() => sessionStorage.clear())

  it('outlives a reload until it is saved, and is forgotten afterwards', async () => {
    const first = await open()
    expect(first.used.dirty.value).toBe(false)
    await write(first.used, '写到一半')
    first.leave()
    const second = await open()
    expect(second.used.form.body).toBe('写到一半')
    expect(second.used.restored.value).toBe(true)
    expect(await second.used.save()).toBe(3)
    await nextTick()
    expect(second.used.dirty.value).toBe(false)
    second.leave()
    detail.value = detailOf({ version: 3, body: '写到一半' })
    const third = await open()
    expect(third.used.restored.value).toBe(false)
    third.leave()
  })

  it('is thrown away only when that is chosen', async () => {
    const first = await open()
    await write(first.used, '写到一半')
    first.leave()
    const second = await open()
    second.used.adopt()
    await nextTick()
    expect(second.used.form.body).toBe('正文')
    expect(sessionStorage.length).toBe(0)
    second.leave()
  })

  it('stays when it cannot be saved', async () => {
    const { used, leave } = await open()
    await write(used, '写好了')
    answer = (event) => {
      setResponseStatus(event, 400)
      return {
        error: {
          code: 'bad_input',
          message: '正文里有不能保存的内容',
          fields: { body: '第 1 行：不能写 HTML 代码。' },
        },
      }
    }
    expect(await used.save()).toBeUndefined()
    expect(used.fields.value.body).toContain('第 1 行')
    expect(used.form.body).toBe('写好了')
    expect(used.dirty.value).toBe(true)
    leave()
  })

  it("stands beside a colleague's until one is chosen, and is then saved upon it", async () => {
    const { used, leave } = await open()
    await write(used, '我写的')
    answer = (event) => {
      setResponseStatus(event, 409)
      return { error: new AppError('conflict').body }
    }
    expect(await used.save()).toBeUndefined()
    detail.value = detailOf({ version: 3, body: '别人写的' })
    await nextTick()
    expect(used.rival.value).toBe(true)
    expect(used.form.body).toBe('我写的')
    used.insist()
    expect(used.rival.value).toBe(false)
    let sent: { version: number; body: string } | undefined
    answer = async (event) => {
      sent = await readBody(event)
      return { id: ID, version: 4 }
    }
    expect(await used.save()).toBe(4)
    expect(sent).toMatchObject({ version: 3, body: '我写的' })
    leave()
  })

  it("follows a colleague's where nothing was typed, and never goes back to an older one", async () => {
    const { used, leave } = await open()
    detail.value = detailOf({ version: 4, body: '别人写的' })
    await nextTick()
    expect(used.form.body).toBe('别人写的')
    detail.value = detailOf({ version: 3, body: '更早的' })
    await nextTick()
    expect(used.form.body).toBe('别人写的')
    leave()
  })

  it('keeps what is typed while a save is on its way', async () => {
    const { used, leave } = await open()
    await write(used, '第一句')
    let release = () => {}
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve({ id: ID, version: 3 })
      })
    const saving = used.save()
    await write(used, '第一句，第二句')
    await expect
      .poll(() => {
        release()
        return used.busy.value
      })
      .toBe(false)
    expect(await saving).toBe(3)
    expect(used.form.body).toBe('第一句，第二句')
    expect(used.dirty.value).toBe(true)
    expect(used.base.value).toBe(3)
    leave()
  })
})

describe('the preview', () => {
  it('is drawn by the server after a pause, the latest only, and says when it is old', async () => {
    let asked = 0
    let fails = false
    registerEndpoint(`/api/console/cards/${ID}/preview`, {
      method: 'POST',
      handler: async (event) => {
        asked += 1
        if (fails) {
          setResponseStatus(event, 503)
          return { error: new AppError('unavailable').body }
        }
        const { body } = await readBody<{ body: string }>(event)
        return { html: `<p>${body}</p>`, problems: [], findings: [] }
      },
    })
    const text = ref({ title: '', headline: '', source: '', body: '一' })
    const { used, leave } = await inside(() => useCardPreview(ID, () => text.value, '<p>从前</p>'))
    expect(used.preview.value.html).toBe('<p>从前</p>')
    await expect.poll(() => used.preview.value.html).toBe('<p>一</p>')
    const before = asked
    for (const body of ['一二', '一二三', '一二三四']) {
      text.value = { ...text.value, body }
      await nextTick()
    }
    await expect.poll(() => used.preview.value.html).toBe('<p>一二三四</p>')
    expect(asked - before).toBe(1)
    fails = true
    text.value = { ...text.value, body: '五' }
    await expect.poll(() => used.stale.value).toBe(true)
    expect(used.preview.value.html).toBe('<p>一二三四</p>')
    leave()
  })
})

describe('a picture to be uploaded', () => {
  it.each([
    ['too large', new File([new Uint8Array(8 * 1024 * 1024 + 1)], 'a.png'), '最大 8 MB'],
    ['an SVG', new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg'), 'SVG'],
    ['under a wrong name', new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], 'a.png'), '.jpg'],
  ])('is refused before it is sent when it is %s', async (_what, file, said) => {
    const { used, leave } = await inside(() => usePictureUpload(ID))
    expect(await used.upload(file)).toBeUndefined()
    expect(used.error.value?.message).toContain(said)
    expect(used.busy.value).toBe(false)
    leave()
  })
})

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
