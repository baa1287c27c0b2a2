import { describe, expect, it } from 'vitest'
import { deliverOwedAnswers } from '~/composables/owed-answers'
import { useQuizStore } from '~/stores/quiz'
import { otherTab, reload, rememberStored, stored } from './phone.ts'
import { KEY, feedback, view, positionsOf, sent, sures, attempt, openQuiz } from './quiz-server.ts'

describe('an answer that is still owed to another campaign', () => {
  for (const code of ['gone', 'not_found', 'unauthenticated'] as const) {
    it(`does not end the quiz on the screen when it is refused: ${code}`, async () => {
      const store = useQuizStore()
      store.begin('OLD', view(attempt(() => code)))
      store.choose(0, 'scam')
      const page = await openQuiz()
      await expect.poll(() => store.outbox).toEqual([])
      await expect.poll(() => page.text()).toContain('开始答题')
      expect(page.text()).not.toMatch(/已经结束|没有找到|请先登录/)
    })
  }
  it('ends the quiz on the screen when it is that one', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt(() => 'gone')))
    store.choose(0, 'scam')
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('这次活动已经结束了')
    expect(store.attemptId).toBeNull()
  })
})

describe('an answer that was a guess', () => {
  it('goes up as one, and one from before there were guesses goes up without', async () => {
    const store = useQuizStore()
    const id = attempt()
    store.begin('CODE', view(id))
    store.choose(0, 'scam', false)
    store.choose(1, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(2)
    otherTab((state) => state.outbox.push({ attemptId: id, position: 2, choice: 'scam' }))
    await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect(sures).toEqual([false, true, undefined])
  })
})

describe('an item that has left the bank', () => {
  it('leaves queue and form when its answer is taken without a verdict', async () => {
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt((answers) =>
          answers.filter(({ position }) => position !== 1).map(({ position, choice }) => feedback(position, choice)),
        ),
      ),
    )
    for (const position of [1, 0]) store.choose(position, 'scam')
    store.show(1)
    const page = await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect(positionsOf(store.items)).toEqual([0, 2])
    expect(store.current).toBe(2)
    await expect.poll(() => page.text()).toContain('2 / 2')
    expect(sent).toHaveLength(1)
  })
  it('leaves the form also when nothing else was sent with it', async () => {
    const store = useQuizStore()
    store.begin(
      'CODE',
      view(
        attempt(() => []),
        2,
      ),
    )
    store.choose(0, 'scam')
    await openQuiz()
    await expect.poll(() => store.outbox).toEqual([])
    expect([positionsOf(store.items), store.current]).toEqual([[1], 1])
  })
})

describe('items that are withdrawn while somebody answers', () => {
  const SAID = '刚才那道题已经撤下，不算。'
  const press = (page: Awaited<ReturnType<typeof openQuiz>>) => page.find('button.scam').trigger('click')

  it('are not shown any more, and the person hears why the pressed one gets no verdict', async () => {
    const store = useQuizStore()
    const graded = (answers: { position: number }[]) =>
      answers.filter(({ position }) => position > 1).map(({ position }) => feedback(position))
    store.begin('CODE', view(attempt(graded, [0, 1]), 4))
    const page = await openQuiz()
    expect(page.text()).not.toContain(SAID)
    await press(page)
    await expect.poll(() => page.text()).toContain('1 / 2')
    expect([positionsOf(store.items), store.outbox]).toEqual([[2, 3], []])
    expect(page.text()).toContain(SAID)
    await press(page)
    await expect.poll(() => page.text()).toContain('不要照做')
    expect(page.text()).not.toContain(SAID)
  })
  it('leave a quiz that is not open, too', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt(undefined, [1])))
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    await deliverOwedAnswers()
    expect(positionsOf(stored().items)).toEqual([0, 2])
  })
})

describe('two tabs', () => {
  it('keep the answers and the items of each other when they write', async () => {
    const store = useQuizStore()
    const [id, other] = [attempt(), attempt()]
    store.begin('CODE', view(id))
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    otherTab((state) => {
      state.outbox.push(
        { attemptId: id, position: 1, choice: 'genuine' },
        { attemptId: other, position: 0, choice: 'scam' },
      )
      state.seen.push('item-x')
    })
    store.choose(2, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(4)
    expect(stored().seen).toEqual(['item-0', 'item-1', 'item-2', 'item-x'])
    expect(
      reload()
        .outbox.map(({ attemptId, position }) => `${attemptId} ${position}`)
        .sort(),
    ).toEqual([`${id} 0`, `${id} 1`, `${id} 2`, `${other} 0`].sort())
  })
  it('do not bring back what is settled', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt()))
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    const writeAsBefore = rememberStored()
    store.learn(store.attemptId!, [feedback(0)])
    await expect.poll(() => stored().outbox).toEqual([])
    // The other tab has not seen it and writes its stale state.
    writeAsBefore()
    store.choose(1, 'scam')
    await expect.poll(() => positionsOf(stored().outbox)).toEqual([1])
    expect(stored().feedback[0]).toEqual(feedback(0))
  })
  it('learn from each other at once, and do not answer a write that brings nothing', async () => {
    const store = useQuizStore()
    store.begin('CODE', view(attempt(() => 'unavailable')))
    await openQuiz()
    store.choose(0, 'scam')
    await expect.poll(() => stored().outbox).toHaveLength(1)
    otherTab((state) => {
      state.outbox = []
      state.feedback[0] = feedback(0)
      state.share = { code: 'SHARE', url: 'https://x.cn/s/SHARE' }
    })
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }))
    expect([store.outbox.length, store.feedback[0]?.choice, store.share?.code]).toEqual([0, 'scam', 'SHARE'])
    await expect.poll(() => stored().showing).toBe(0)
    otherTab((state) => {
      state.showing = null
    })
    const theirs = localStorage.getItem(KEY)
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }))
    await nextTick()
    expect(localStorage.getItem(KEY)).toBe(theirs)
  })
})
