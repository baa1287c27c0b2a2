/** A mock quiz server that records what it was sent, and the page that sends it; cleared before each test. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, type H3Event, readBody, setResponseStatus } from 'h3'
import { v7 } from 'uuid'
import { afterEach, beforeEach } from 'vitest'
import Flow from '~/components/quiz/Flow.vue'
import { AppError, type ErrorCode } from '#shared/errors.ts'
import type { Feedback } from '#shared/quiz/grade.ts'
import type { AnswerChoice, AttemptView, CodeView, QuizItem } from '#shared/quiz/quiz.ts'
import { HOST } from './host.ts'
import { resetPhone } from './phone.ts'

export const KEY = 'jmt-quiz-1'
const OPEN: CodeView = { state: 'open', campaign: { title: '小区宣传周', slogan: '' }, host: HOST }
export const item = (position: number): QuizItem => ({
  position,
  id: `item-${position}`,
  channel: 'sms',
  sender: { name: '银行', avatar: '银' },
  messages: [{ from: 'them', text: '您的账户有变动。' }],
})
export const feedback = (position: number, choice: 'scam' | 'genuine' = 'scam'): Feedback => ({
  position,
  choice,
  truth: 'scam',
  correct: choice === 'scam',
  scamType: 'romance',
  flags: [],
  explanation: '不要照做。',
  rule: '不共享屏幕。',
})
export const view = (id: string, size = 3): AttemptView => ({
  id,
  size,
  items: Array.from({ length: size }, (_, i) => item(i)),
  answered: [],
  completed: false,
})
export const positionsOf = (outbox: { position: number }[]) => outbox.map(({ position }) => position)

type Answer = (answers: AnswerChoice[]) => Feedback[] | ErrorCode
export const sent: { id: string; positions: number[] }[] = []
/** The `sure` value of each answer sent. */
export const sures: unknown[] = []
/** An attempt on the server. */
export function attempt(
  answer: Answer = (answers) => answers.map(({ position, choice }) => feedback(position, choice)),
  withdrawn?: number[],
): string {
  const id = v7()
  const refuse = (event: H3Event, code: ErrorCode) => {
    const error = new AppError(code)
    setResponseStatus(event, error.status)
    return { error: error.body }
  }
  registerEndpoint(`/api/attempts/${id}/answers`, {
    method: 'POST',
    handler: async (event) => {
      const { answers } = (await readBody(event)) as { answers: AnswerChoice[] }
      sent.push({ id, positions: positionsOf(answers) })
      sures.push(...answers.map(({ sure }) => sure))
      const reply = answer(answers)
      return typeof reply === 'string' ? refuse(event, reply) : { feedback: reply, withdrawn }
    },
  })
  registerEndpoint(`/api/attempts/${id}`, () => {
    throw createError({ statusCode: 503 })
  })
  return id
}
export const starts: { code: string }[] = []
export const scans: string[] = []
registerEndpoint('/api/attempts', {
  method: 'POST',
  handler: async (event) => {
    const body = (await readBody(event)) as { id: string; code: string }
    starts.push(body)
    return view(body.id)
  },
})
for (const code of ['CODE', 'SHARE'])
  registerEndpoint(`/api/codes/${code}/scans`, {
    method: 'POST',
    handler: () => {
      scans.push(code)
      return { ok: true }
    },
  })
registerEndpoint('/api/station', () => ({ name: '测试警务室', icpNumber: null, policeFiling: null }))

export const mounted: { unmount: () => void }[] = []
export async function openQuiz(code = 'CODE') {
  const wrapper = await mountSuspended(Flow, { props: { code, view: OPEN } })
  mounted.push(wrapper)
  return wrapper
}
beforeEach(async () => {
  await resetPhone()
  for (const list of [sent, sures, starts, scans]) list.length = 0
})
afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
})
