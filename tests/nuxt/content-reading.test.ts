// @vitest-environment nuxt
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { clearNuxtData, useMember, useRouter } from '#imports'
import Batch from '~/components/review/Batch.vue'
import Past from '~/components/review/Past.vue'
import { type Decision, entryKey, type EntryReview, type SeenEntry } from '#shared/content/decision.ts'
import type { PastDecision, Reading, ReadingEntry } from '#shared/content/reading.ts'
import { AppError } from '#shared/errors.ts'
import ReadingPage from '../../pages/console/content/reading.vue'

const pending: EntryReview = { state: 'pending', withdrawn: false, number: null, role: null, at: null, comment: '' }
const entry = (id: string, review = pending): ReadingEntry => ({
  collection: 'items',
  id,
  title: `题目${id}`,
  about: '网络婚恋',
  version: 1,
  expires: '2028-01-01',
  standing: 'valid',
  hash: `hash-${id}`,
  review,
  judge: 'scam',
  passages: [{ label: '消息', lines: [`${id}的全文`] }],
  page: null,
  picture: null,
})
let entries: ReadingEntry[] = []
let sent: { decision: Decision; comment: string; entries: SeenEntry[] }[] = []
let lastNumber = 0
let role = 'officer'
registerEndpoint('/api/session', () => ({
  member: { id: 'm1', stationId: 's1', login: 'li', name: '李警官', role },
}))
registerEndpoint('/api/console/content/reading', (): Reading => ({
  collection: 'items',
  entries,
  bank: { scam: 40, genuine: 40, needed: 5 },
  types: [],
}))
registerEndpoint('/api/console/content/decisions', {
  method: 'POST',
  handler: async (event) => {
    const body = (await readBody(event)) as (typeof sent)[number]
    sent.push(body)
    const unseen = entries.find((each) =>
      body.entries.some((of) => of.id === each.id && of.seen !== each.review.number),
    )
    if (unseen) {
      const error = new AppError('conflict', `“${unseen.title}”刚才由管理员通过了审核`)
      setResponseStatus(event, error.status)
      return { error: error.body }
    }
    for (const { id } of body.entries) decideElsewhere(id, body.decision, body.comment)
    return {
      numbers: Object.fromEntries(
        entries.filter(isAbout(body)).map((each) => [entryKey('items', each.id), each.review.number]),
      ),
    }
  },
})
const isAbout = (body: (typeof sent)[number]) => (each: ReadingEntry) => body.entries.some(({ id }) => id === each.id)
/** A decision that the server has, and that the page has not loaded. */
function decideElsewhere(id: string, decision: Decision, comment = ''): void {
  const state = ({ approved: 'approved', change_requested: 'change_requested' } as const)[decision as 'approved']
  lastNumber += 1
  entries = entries.map((each) =>
    each.id === id
      ? entry(id, {
          ...pending,
          state: state ?? 'pending',
          withdrawn: decision === 'withdrawn',
          number: lastNumber,
          role: 'admin',
          at: '2026-11-20T01:00:00Z',
          comment,
        })
      : each,
  )
}

async function open() {
  const path = '/console/content/reading?collection=items'
  await useMember().refresh()
  await useRouter().push(path)
  return mountSuspended(ReadingPage, { route: path, attachTo: document.body })
}
type Page = Awaited<ReturnType<typeof open>>
const title = (page: Page) => page.find('article h2').text()
const button = (page: Pick<Page, 'findAll'>, label: string) =>
  page.findAll('button').find((each) => each.text() === label)

describe('reading for review', () => {
  beforeEach(() => {
    clearNuxtData()
    entries = [entry('a', { ...pending, state: 'approved' }), entry('b'), entry('c')]
    sent = []
    lastNumber = 0
    localStorage.clear()
    role = 'officer'
  })

  it('begins with the first text that nobody has read, approves it and goes on to the next', async () => {
    const page = await open()
    expect(title(page)).toBe('题目b')
    expect(page.text()).toContain('b的全文')
    await button(page, '通过')!.trigger('click')
    await expect.poll(() => title(page)).toBe('题目c')
    expect(sent).toEqual([
      { decision: 'approved', comment: '', entries: [{ collection: 'items', id: 'b', hash: 'hash-b', seen: null }] },
    ])
    expect(page.text()).toContain('还有 1 条待审核')
    await button(page, '撤销')!.trigger('click')
    await expect.poll(() => title(page)).toBe('题目b')
    expect(sent.at(-1)).toMatchObject({ decision: 'reopened', entries: [{ id: 'b', seen: 1 }] })
    page.unmount()
  })

  it('stays with a text about which a colleague decided meanwhile, and shows that decision', async () => {
    const page = await open()
    decideElsewhere('b', 'change_requested', '第三句太长')
    await button(page, '通过')!.trigger('click')
    await expect.poll(() => page.find('article').text()).toContain('要求修改：第三句太长')
    expect(title(page)).toBe('题目b')
    expect(page.text()).toContain('刚才由管理员')
    expect(sent).toHaveLength(1)
    // Seen now.
    await button(page, '通过')!.trigger('click')
    await expect.poll(() => title(page)).toBe('题目c')
    expect(sent.at(-1)?.entries[0]?.seen).toBe(1)
    page.unmount()
  })

  it('keeps a typed reason, and sends it again only for what the member has seen', async () => {
    const page = await open()
    await button(page, '立即撤下……')!.trigger('click')
    await expect.poll(() => page.find('dialog textarea').exists()).toBe(true)
    decideElsewhere('b', 'approved')
    await page.find('dialog textarea').setValue('电话写错了')
    await page.find('dialog form').trigger('submit')
    await expect.poll(() => page.find('dialog').text()).toContain('刚才由管理员通过了审核')
    expect(sent.at(-1)?.entries[0]?.seen).toBeNull()
    expect(page.find<HTMLTextAreaElement>('dialog textarea').element.value).toBe('电话写错了')
    await expect.poll(() => page.find('article').text()).toContain('审核通过')
    await page.find('dialog form').trigger('submit')
    await expect.poll(() => page.find('dialog').exists()).toBe(false)
    expect(sent.at(-1)).toMatchObject({ comment: '电话写错了', entries: [{ id: 'b', seen: 1 }] })
    page.unmount()
  })

  it('does not undo what a colleague has decided since', async () => {
    const page = await open()
    await button(page, '通过')!.trigger('click')
    await expect.poll(() => title(page)).toBe('题目c')
    decideElsewhere('b', 'change_requested', '第三句太长')
    await button(page, '撤销')!.trigger('click')
    await expect.poll(() => title(page)).toBe('题目b')
    expect(page.find('article').text()).toContain('要求修改：第三句太长')
    expect(page.text()).toContain('刚才由管理员')
    expect(button(page, '撤销')).toBeUndefined()
    page.unmount()
  })

  it('takes keys only for a text that was seen', async () => {
    const page = await open()
    const article = page.find('article')
    await article.trigger('keydown', { key: 'ArrowRight' })
    await expect.poll(() => title(page)).toBe('题目c')
    expect(document.activeElement).toBe(article.element)
    // At once: meant for the text before.
    await article.trigger('keydown', { key: 'a' })
    expect(sent).toEqual([])
    await expect
      .poll(async () => {
        await article.trigger('keydown', { key: 'a' })
        return sent.length
      })
      .toBe(1)
    expect(sent[0]?.entries[0]?.id).toBe('c')
    page.unmount()
  })

  it('shows others the texts, and no decision', async () => {
    role = 'docent'
    const page = await open()
    expect(title(page)).toBe('题目b')
    expect(button(page, '通过')).toBeUndefined()
    await page.find('article').trigger('keydown', { key: 'w' })
    expect(page.find('dialog').exists()).toBe(false)
    page.unmount()
  })

  it('approves a batch only when each text was on the screen to its end', async () => {
    const batch = await mountSuspended(Batch, { props: { entries: [entry('a'), entry('b')], busy: false } })
    const approve = batch.find('footer button')
    expect(batch.text()).toContain('还有 2 条没有看到结尾')
    await approve.trigger('click')
    expect(batch.emitted('approve')).toBeUndefined()
  })
})

describe('the history of a text', () => {
  it('is loaded when it is opened, page by page, and again after a decision', async () => {
    const asked: (string | null)[] = []
    const past = (number: number): PastDecision => ({
      id: `d${number}`,
      decision: number % 2 ? 'approved' : 'change_requested',
      comment: number % 2 ? '' : '写清楚一点',
      memberName: `${number}号民警`,
      role: 'officer',
      at: '2026-11-20T01:00:00Z',
      current: number > 1,
    })
    registerEndpoint('/api/console/content/decisions', {
      method: 'GET',
      handler: (event) => {
        const { searchParams } = new URL(event.node?.req.url ?? event.path, 'http://x')
        const before = searchParams.get('before')
        asked.push(before)
        return before ? { entries: [past(1)], next: null } : { entries: [past(3), past(2)], next: 2 }
      },
    })
    const props = { collection: 'items' as const, id: 'a', latest: null as number | null }
    const wrapper = await mountSuspended(Past, { props, attachTo: document.body })
    expect(asked).toEqual([])
    wrapper.find('details').element.open = true
    await wrapper.find('details').trigger('toggle')
    await expect.poll(() => wrapper.findAll('li').length).toBe(2)
    expect(wrapper.findAll('li')[1]!.text()).toMatch(/2026年11月20日 09:00.*民警2号民警要求修改：写清楚一点/s)
    await button(wrapper, '更早的记录')!.trigger('click')
    await expect.poll(() => wrapper.findAll('li').length).toBe(3)
    expect(wrapper.findAll('li')[2]!.text()).toContain('针对更早的内容')
    expect(button(wrapper, '更早的记录')).toBeUndefined()
    await wrapper.setProps({ ...props, latest: 4 })
    await expect.poll(() => asked).toEqual([null, '2', null])
    wrapper.unmount()
  })
})
