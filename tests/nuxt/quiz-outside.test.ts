import { mountSuspended } from '@nuxt/test-utils/runtime'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { useQuizStore } from '~/stores/quiz'
import DefaultLayout from '~/layouts/default.vue'
import { owe, reload, stored } from './phone.ts'
import { KEY, item, feedback, view, sent, sures, attempt, starts, scans, mounted, openQuiz } from './quiz-server.ts'

describe('the other pages of the site', () => {
  async function openSite() {
    const wrapper = await mountSuspended(DefaultLayout, { slots: { default: () => '正文' } })
    mounted.push(wrapper)
  }
  it('take a guess up as one', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.choose(0, 'scam', false)
    await openSite()
    await expect.poll(() => stored().outbox).toEqual([])
    expect(sures).toEqual([false])
  })
  it('deliver what a quiz has left, and keep the verdict for it', async () => {
    const store = useQuizStore()
    const [id, closed, withdrawn] = [attempt(), attempt(() => 'gone'), attempt(() => [])]
    store.begin('CODE', view(id))
    for (const attemptId of [closed, withdrawn]) owe({ attemptId, position: 0, choice: 'scam' })
    for (const position of [0, 1]) store.choose(position, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(4)
    await openSite()
    await expect.poll(() => stored().outbox).toEqual([])
    expect(sent).toEqual([
      { id: closed, positions: [0] },
      { id: withdrawn, positions: [0] },
      { id, positions: [0, 1] },
    ])
    const back = reload()
    expect([back.current, back.unread, back.waiting]).toEqual([1, [0, 1], 0])
  })
  it('try again when the network comes back', async () => {
    let away = true
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt((answers) =>
          away ? 'unavailable' : answers.map(({ position, choice }) => feedback(position, choice)),
        ),
      ),
    )
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    await openSite()
    await expect.poll(() => sent).toHaveLength(1)
    expect(stored().outbox).toHaveLength(1)
    away = false
    await expect
      .poll(() => {
        window.dispatchEvent(new Event('online'))
        return stored().outbox
      })
      .toEqual([])
    // The quiz in this tab takes over the verdict.
    await openQuiz()
    expect([store.waiting, store.feedback[0]?.choice]).toEqual([0, 'scam'])
  })
})

describe("one's own share link", () => {
  it('starts the next set under the code of the first, and counts no scan', async () => {
    const store = useQuizStore()
    const done = view(attempt(), 1)
    store.begin('CODE', { ...done, items: [], answered: [{ item: item(0), feedback: feedback(0) }], completed: true })
    store.finish({
      scams: { caught: 1, total: 1 },
      genuine: { trusted: 0, total: 0 },
      headline: '好',
      text: '好',
      reading: [],
    })
    store.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    store.proceed()
    history.replaceState(history.state, '', '/s/SHARE')
    const page = await openQuiz('SHARE')
    await page
      .findAll('button')
      .find((button) => button.text() === '再来一组')!
      .trigger('click')
    await expect.poll(() => page.text()).toContain('1 / 3')
    expect(starts.map(({ code }) => code)).toEqual(['CODE'])
    expect(store.code).toBe('CODE')
    expect(location.pathname).toBe('/s/CODE')
    expect(scans).not.toContain('SHARE')
  })
  it('goes on under the code of the first also when that was long ago', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    store.finishedAt = Date.now() - 24 * 3600_000
    const page = await openQuiz('SHARE')
    await page
      .findAll('button')
      .find((button) => button.text() === '开始答题')!
      .trigger('click')
    await expect.poll(() => page.text()).toContain('1 / 3')
    expect(starts.map(({ code }) => code)).toEqual(['CODE'])
    expect(scans).not.toContain('SHARE')
  })
})

describe('a memory that an older version or a curious hand has left', () => {
  const sound = {
    code: 'CODE',
    attemptId: v7(),
    items: [item(0)],
    outbox: [],
    feedback: {},
    showing: null,
    unread: [],
    seen: ['item-0'],
    result: null,
    share: null,
  }
  const broken = {
    'no feedback': { feedback: null },
    'an empty place in the queue': { outbox: [null] },
    'an answer of nothing': { outbox: [{ choice: 'scam' }] },
    'an empty place in the form': { items: [null] },
    'an item without messages': { items: [{ position: 0, id: 'x' }] },
    'a message without text': { items: [{ ...item(0), messages: [{}] }] },
    'feedback without cues': { feedback: { 0: {} } },
    'an empty cue': { feedback: { 0: { ...feedback(0), flags: [null] } } },
    'a word for a list': { seen: 'item-0' },
    'numbers for ids': { seen: [1] },
    'a result of another form': { result: { score: 5 } },
    'a number for feedback': { feedback: 5 },
  }
  it('holds the whole form from the start on', async () => {
    useQuizStore().begin('CODE', view(v7()))
    await nextTick()
    expect([stored().items.length, stored().seen.length]).toEqual([3, 3])
  })
  it('is taken when it is sound', () => {
    localStorage.setItem(KEY, JSON.stringify(sound))
    expect(reload().attemptId).toBe(sound.attemptId)
  })
  for (const [name, part] of Object.entries(broken)) {
    it(`starts afresh: ${name}`, async () => {
      localStorage.setItem(KEY, JSON.stringify({ ...sound, ...part }))
      const store = reload()
      expect([store.attemptId, store.items, store.outbox, store.seen, store.feedback, store.result]).toEqual([
        null,
        [],
        [],
        [],
        {},
        null,
      ])
      expect((await openQuiz()).text()).toContain('开始答题')
    })
  }
  it('shows the next open item when the one to show is not in the form', async () => {
    localStorage.setItem(KEY, JSON.stringify({ ...sound, attemptId: attempt(), showing: 7 }))
    reload()
    expect((await openQuiz()).text()).toContain('1 / 1')
  })
})
