import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import FigureRow from '~/components/campaign/FigureRow.vue'
import LiveMark from '~/components/campaign/LiveMark.vue'
import type { ReachReport } from '#shared/campaign/report.ts'
import { AppError } from '#shared/errors.ts'
import { AT, REACH_REPORT } from './reach-report.ts'

const report = REACH_REPORT

describe.each([
  ['right', AT],
  ['nine days behind', '2026-11-18T03:00:00+08:00'],
])('the office overnight without its server, with a clock that is %s', (_what, deviceTime) => {
  afterEach(() => void vi.useRealTimers())

  it('calls no figure of yesterday today’s', async () => {
    vi.useFakeTimers({ now: new Date(deviceTime) })
    const row = await mountSuspended(FigureRow, {
      props: { report, goalContacts: null, goalCompletions: null, phase: 'running' },
    })
    const mark = await mountSuspended(LiveMark, {
      props: { live: false, phase: 'running', at: report.at, problem: new AppError('unavailable') },
    })
    expect(row.text()).toContain('今天扫码 9 次')
    expect(row.text()).toContain('今天 +7')
    expect(mark.text()).toContain('显示的是 23:50 的数据')
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    expect(row.text()).not.toContain('今天')
    expect(row.text()).toContain('11 月 27 日扫码 9 次')
    expect(mark.text()).toContain('显示的是 11 月 27 日 23:50 的数据')
  })
})

describe('a campaign that does not run', () => {
  const quiet: ReachReport = { ...report, days: [] }
  const row = async (
    of: ReachReport,
    phase: 'coming' | 'running' | 'over' | 'closed',
    goalCompletions: number | null,
  ) => mountSuspended(FigureRow, { props: { report: of, goalContacts: null, goalCompletions, phase } })
  afterEach(() => void vi.useRealTimers())

  it('has no zero of today, and after its end no today at all', async () => {
    vi.useFakeTimers({ now: new Date(AT) })
    for (const phase of ['coming', 'running', 'over', 'closed'] as const)
      expect((await row(quiet, phase, null)).text()).not.toContain('今天')
    expect((await row(report, 'over', null)).text()).toContain('今天 +7')
    expect((await row(report, 'closed', null)).text()).not.toContain('今天')
  })
  it('is not called fresh', async () => {
    const marks = await Promise.all(
      (['running', 'coming', 'over', 'closed'] as const).map((phase) =>
        mountSuspended(LiveMark, { props: { live: true, phase, at: report.at } }),
      ),
    )
    expect(marks.map((mark) => mark.text())).toEqual([
      '每 10 分钟公布一次',
      '还没有开始',
      '日期已过，还能扫码',
      '最后的数字',
    ])
  })
  it('says nothing of what is below the first step, and calls it not zero', async () => {
    const none = { events: null, devices: null }
    const stages = { scan: none, start: none, completion: none, share: none }
    const whole = {
      ...report.whole,
      stages,
      devices: null,
      residents: { atLeast: null, atMost: null, missing: 'few_devices' as const },
    }
    const text = (await row({ ...report, whole }, 'running', 300)).text()
    expect(text).toContain('数还太少，暂不显示')
    expect(text).toContain('目标 300')
    expect(text).not.toMatch(/还没有人|已到|做完 0|0 台/)
  })
  it('says by how much a goal was passed', async () => {
    const passed = await row(report, 'running', 5)
    expect(passed.text()).toContain('目标 5，已达到，多 2')
    expect(passed.text()).not.toContain('100%')
    const bar = passed.find('[role="progressbar"]')
    expect([bar.attributes('aria-valuenow'), bar.attributes('aria-valuemax')]).toEqual(['5', '5'])
    expect(bar.find('i').attributes('style')).toContain('100%')
    expect((await row(report, 'running', 14)).text()).toContain('目标 14，已到 50%')
  })
  it('calls no share what is more than the whole', async () => {
    const { stages } = report.whole
    const more = { ...stages, completion: { events: 12, devices: 9 } }
    const offline = await row({ ...report, whole: { ...report.whole, stages: more } }, 'running', null)
    expect(offline.text()).toContain('开始 9 次，有的还没有报上来')
    expect(offline.text()).not.toContain('%')
  })
})
