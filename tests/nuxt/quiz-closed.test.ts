/** The campaign is closed while a phone still owes answers; and the next person on the same phone. */
import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, readBody, setResponseStatus } from 'h3'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { useQuizStore } from '~/stores/quiz'
import { owe } from './phone.ts'
import { feedback, openQuiz, starts, view } from './quiz-server.ts'
import { AppError } from '#shared/errors.ts'
import type { AnswerChoice } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'

const RESULT: QuizResult = {
  scams: { caught: 2, total: 3 },
  genuine: { trusted: 0, total: 0 },
  headline: '看出来两个',
  text: '再看看这一样。',
  reading: [],
}

/** An attempt whose campaign the server has closed. @returns its id, and what came for the result */
function closedAttempt(withdrawn: number[] = []) {
  const id = v7()
  const asked: AnswerChoice[][] = []
  registerEndpoint(`/api/attempts/${id}`, () => {
    throw createError({ statusCode: 410 })
  })
  registerEndpoint(`/api/attempts/${id}/answers`, {
    method: 'POST',
    handler: async (event) => {
      const { answers } = (await readBody(event)) as { answers: AnswerChoice[] }
      const graded = answers.filter(({ position }) => !withdrawn.includes(position))
      return {
        feedback: graded.map(({ position, choice }) => feedback(position, choice)),
        uncounted: true,
        ...(withdrawn.length > 0 && { withdrawn }),
      }
    },
  })
  registerEndpoint(`/api/attempts/${id}/result`, {
    method: 'POST',
    handler: async (event) => {
      asked.push(((await readBody(event)) as { answers: AnswerChoice[] }).answers)
      return { ...RESULT, ...(withdrawn.length > 0 && { withdrawn: withdrawn.length }) }
    },
  })
  registerEndpoint(`/api/attempts/${id}/result`, {
    method: 'GET',
    handler: (event) => {
      const error = new AppError('gone')
      setResponseStatus(event, error.status)
      return { error: error.body }
    },
  })
  return { id, asked }
}

describe('answers that come after the campaign was closed', () => {
  it('get their result, and the page says that it counts no more', async () => {
    const store = useQuizStore()
    const { id, asked } = closedAttempt()
    store.begin('CODE', view(id))
    for (const position of [0, 1, 2]) owe({ attemptId: id, position, choice: position ? 'scam' : 'genuine' })
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('看出来两个')
    expect(asked).toEqual([[0, 1, 2].map((position) => ({ position, choice: position ? 'scam' : 'genuine' }))])
    expect(page.text()).toContain('不再算进活动的数字里')
    expect(page.text()).toContain('练五道小题')
    expect(page.text()).not.toMatch(/转给家人|再来一组/)
    expect(store.outbox).toEqual([])
  })

  it('show no item that was withdrawn meanwhile, and the result says that it is left out', async () => {
    const store = useQuizStore()
    const { id, asked } = closedAttempt([1, 2])
    store.begin('CODE', view(id))
    owe({ attemptId: id, position: 0, choice: 'scam' })
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('看出来两个')
    expect(asked).toEqual([[{ position: 0, choice: 'scam' }]])
    expect(page.text()).toContain('有 2 道题后来撤下了')
  })

  it('lead to what runs now where every item was withdrawn', async () => {
    const store = useQuizStore()
    const { id, asked } = closedAttempt([0, 1, 2])
    store.begin('CODE', view(id))
    owe({ attemptId: id, position: 0, choice: 'scam' })
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('这次活动已经结束了')
    expect(asked).toEqual([])
    expect(store.attemptId).toBeNull()
  })

  it('are said to have counted where only the result came too late', async () => {
    const store = useQuizStore()
    const { id } = closedAttempt()
    store.begin('CODE', {
      ...view(id),
      items: [],
      answered: view(id).items.map((item) => ({ item, feedback: feedback(item.position) })),
    })
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('看出来两个')
    expect(page.text()).not.toMatch(/不再算进活动的数字里|转给家人/)
  })
})

describe('the next person on the same phone', () => {
  it('begins on the first page, with a new attempt, and what the one before owes is kept', async () => {
    const store = useQuizStore()
    const before = v7()
    registerEndpoint(`/api/attempts/${before}`, () => {
      throw createError({ statusCode: 503 })
    })
    store.begin('CODE', view(before))
    owe({ attemptId: before, position: 0, choice: 'scam' })
    const page = await openQuiz()
    await expect.poll(() => page.text()).toContain('接着上次答的')
    const press = (text: string) =>
      page
        .findAll('button')
        .find((each) => each.text().includes(text))!
        .trigger('click')
    await press('从头开始')
    await expect.poll(() => page.text()).toContain('十条消息')
    expect(page.text()).toContain('城南警务室')
    expect([store.attemptId, store.share, store.result]).toEqual([null, null, null])
    expect(store.outbox.map(({ attemptId }) => attemptId)).toEqual([before])
    expect(store.seen).toEqual(['item-0', 'item-1', 'item-2'])
    await press('开始答题')
    await expect.poll(() => store.attemptId).not.toBeNull()
    expect(store.attemptId).not.toBe(before)
    expect(starts).toHaveLength(1)
    expect(page.text()).not.toContain('接着上次答的')
  })
})
