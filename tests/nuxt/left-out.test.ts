import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { v7 } from 'uuid'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useMember } from '#imports'
import LeftOutPanel from '~/components/campaign/LeftOutPanel.vue'
import type { ReachReport } from '#shared/campaign/report.ts'
import { REACH_REPORT } from './reach-report.ts'
import { openQuiz, scans } from './quiz-server.ts'

const ID = v7()
const TOUCHPOINT = {
  id: v7(),
  kind: 'market' as const,
  name: '集市摊位',
  place: '',
  grid: '',
  plannedCount: null,
  revision: 1,
  archivedAt: null,
  code: 'AAAAAAA',
}
const report: ReachReport = {
  ...REACH_REPORT,
  leftOut: {
    reasons: [
      { reason: 'member', events: 3 },
      { reason: 'too_quick', events: 1057 },
    ],
    excluded: 12,
  },
  marks: [{ day: '2026-11-26', reason: 'too_quick', events: 1057 }],
}

const sent: unknown[] = []
let exclusions: object[] = []
registerEndpoint(`/api/console/campaigns/${ID}/exclusions`, {
  method: 'GET',
  handler: () => ({ exclusions }),
})
registerEndpoint(`/api/console/campaigns/${ID}/exclusions`, {
  method: 'POST',
  handler: async (event) => {
    const body = (await readBody(event)) as { id: string; reason: string }
    sent.push(body)
    exclusions = [
      { id: ID, what: '所有时间', reason: body.reason, by: '王警官', at: report.at, events: 12, undone: null },
    ]
    return { ok: true }
  },
})
registerEndpoint(`/api/console/exclusions/${ID}/restore`, {
  method: 'POST',
  handler: () => {
    sent.push('restore')
    exclusions = exclusions.map((one) => ({ ...one, undone: { by: '王警官', at: report.at } }))
    return { ok: true }
  },
})
let role = 'officer'
registerEndpoint('/api/session', () => ({ member: { id: v7(), stationId: v7(), login: 'wang', name: '王警官', role } }))

const open = async (as: string, of = report) => {
  role = as
  await useMember().refresh()
  return mountSuspended(LeftOutPanel, {
    props: { report: of, campaignId: ID, touchpoints: [TOUCHPOINT] },
    attachTo: document.body,
  })
}
const press = (text: string) =>
  [...document.querySelectorAll('button')].find((button) => button.textContent!.trim() === text)!.click()
const text = () => document.querySelector('dialog')?.textContent ?? ''

describe('what is not in the figures', () => {
  afterEach(() => void (document.body.innerHTML = ''))

  it('is a figure of its own for each reason, and a day is marked with what is wrong about it', async () => {
    const panel = await open('volunteer')
    expect(panel.text()).toContain('成员登录后自己扫码、答题3 次')
    expect(panel.text()).toContain('快得不可能是人答的，不算做完1,057 次')
    expect(panel.text()).toContain('民警移出统计的12 次')
    expect(panel.text()).toContain('11 月 26 日 有 1,057 套题快得不可能是人答的')
    const empty = await open('volunteer', REACH_REPORT)
    expect(empty.text()).toContain('还没有，或者太少')
    expect(empty.text()).not.toContain('移出统计……')
  })

  it('grows by what an officer takes out, with a reason, and shrinks when it is put back', async () => {
    const panel = await open('officer')
    press('移出统计……')
    await expect.poll(text).toContain('还没有。')
    const reason = [...document.querySelectorAll('dialog input')].at(-1) as HTMLInputElement
    reason.value = '程序刷的'
    reason.dispatchEvent(new Event('input'))
    document.querySelector('dialog form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await expect.poll(text).toContain('已移出统计')
    expect(sent).toEqual([
      {
        id: expect.any(String),
        touchpointId: null,
        day: report.today,
        from: '00:00',
        to: '24:00',
        reason: '程序刷的',
      },
    ])
    await expect.poll(text).toContain('王警官 移出')
    press('放回')
    await expect.poll(text).toContain('王警官 放回')
    expect(sent.at(-1)).toBe('restore')
    expect(panel.emitted('changed')).toHaveLength(2)
  })

  it('offers the day that is marked', async () => {
    await open('officer')
    press('移出这一天的……')
    await expect.poll(() => document.querySelector<HTMLInputElement>('dialog input')?.value).toBe('2026-11-26')
  })
})

describe('a scan', () => {
  afterEach(() => vi.restoreAllMocks())

  it('is reported when the page is shown, not when a browser loads it ahead', async () => {
    const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await openQuiz()
    state.mockReturnValue('visible')
    // A page that is seen from the start, though it came later.
    await openQuiz('SHARE')
    await expect.poll(() => scans).toEqual(['SHARE'])
    document.dispatchEvent(new Event('visibilitychange'))
    document.dispatchEvent(new Event('visibilitychange'))
    await expect.poll(() => scans).toEqual(['SHARE', 'CODE'])
  })
})
