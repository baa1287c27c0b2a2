/** The server is away: phones wait for it by themselves. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { type H3Event, readBody, setResponseHeader, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import CodePage from '~/pages/s/[code].vue'
import { useQuizStore } from '~/stores/quiz'
import { AppError } from '#shared/errors.ts'
import { HOST } from './host.ts'
import { resetPhone } from './phone.ts'
import { feedback, view } from './quiz-server.ts'

const WAIT = { timeout: 15_000 }
let away = 0
const asked: string[] = []
/** As the server answers without its database, a few times. */
function refuse(event: H3Event) {
  away -= 1
  const error = new AppError('unavailable')
  setResponseStatus(event, error.status)
  setResponseHeader(event, 'retry-after', 2)
  return { error: error.body }
}
registerEndpoint('/api/codes/AWAY', (event) => {
  asked.push('code')
  return away > 0 ? refuse(event) : { state: 'open', campaign: { title: '宣传周', slogan: '' }, host: HOST }
})
registerEndpoint('/api/attempts', {
  method: 'POST',
  handler: async (event) => {
    asked.push('start')
    if (away > 0) return refuse(event)
    const { id } = (await readBody(event)) as { id: string }
    registerEndpoint(`/api/attempts/${id}/answers`, {
      method: 'POST',
      handler: async (own) => {
        asked.push('answer')
        if (away > 0) return refuse(own)
        const { answers } = (await readBody(own)) as { answers: { position: number }[] }
        return { feedback: answers.map(({ position }) => feedback(position)) }
      },
    })
    return view(id)
  },
})

describe('a phone while the database is away', () => {
  beforeEach(async () => {
    await resetPhone()
    asked.length = 0
  })

  it('gets the page of its code, its start and its answer without another press', async () => {
    away = 3
    const page = await mountSuspended(CodePage, { route: '/s/AWAY' })
    expect(page.text()).toContain('网页没能打开')
    await expect.poll(() => page.text(), WAIT).toContain('十条消息')
    away = 2
    const press = (text: string) =>
      page
        .findAll('button')
        .find((each) => each.text().includes(text))!
        .trigger('click')
    await press('开始答题')
    await expect.poll(() => page.text(), WAIT).toContain('您的账户有变动')
    expect(asked.filter((what) => what === 'start')).toHaveLength(3)
    away = 2
    await press('是骗局')
    const store = useQuizStore()
    await expect.poll(() => store.feedback[0], WAIT).toBeTruthy()
    expect(asked.filter((what) => what === 'answer').length).toBeGreaterThanOrEqual(3)
    page.unmount()
  }, 60_000)
})
