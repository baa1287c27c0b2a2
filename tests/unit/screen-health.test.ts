/** What a screen tells about itself, and what the office makes of it. */
import { describe, expect, it } from 'vitest'
import { errorShape, type Picture, pictureOf, SHAPE_MAX } from '#shared/screen/health.ts'
import { healthSchema } from '#shared/screen/health-input.ts'
import { viewOfPicture } from '#shared/screen/picture.ts'
import { screenStationSchema } from '#shared/screen/station-input.ts'
import { droppedShare, fewOr, isUseReport, NO_USE } from '#shared/screen/use.ts'
import { useSchema } from '#shared/screen/use-input.ts'
import type { View } from '#shared/screen/view.ts'

describe('the shape of an error', () => {
  it('keeps what says where to look, and nothing of what could be somebody’s', () => {
    const place = 'at f (http://10.0.0.5:3000/_nuxt/a1B2c3.js?v=1:12:5)'
    const shape = errorShape('TypeError', "Cannot read 'zhang 13800001234' of “张三” at http://10.0.0.5/x?y=1", place)
    expect(shape).toMatch(/^TypeError: Cannot read '…' of “…” at/)
    expect(shape).not.toMatch(/zhang|1380|张三|10\.0\.0\.5|y=1/)
    expect(shape).toMatch(/@a1B2c3\.js/)
    expect(errorShape('E', 'no seat 13800001234 in row 7')).toBe('E: no seat # in row 7')
    expect(errorShape('E', 'x'.repeat(1_000))).toHaveLength(SHAPE_MAX)
  })
})

describe('a report', () => {
  const good = {
    build: 'b',
    uptimeMs: 5,
    freeBytes: null,
    width: 1920,
    height: 1080,
    picture: { kind: 'a-kind-of-tomorrow', id: 'x', warning: null, since: 5 },
    errors: [],
  }
  it('of a newer page, with a view that this server does not know, is taken', () => {
    expect(healthSchema.safeParse(good).success).toBe(true)
  })
  it.each([
    ['a negative time', { uptimeMs: -1 }],
    ['a text in place of an id', { picture: { ...good.picture, id: '张三 的手机' } }],
    ['too many errors', { errors: [1, 2, 3, 4, 5, 6].map((at) => ({ kind: 'script', shape: 'x', at, times: 1 })) }],
    ['an error too long', { errors: [{ kind: 'script', shape: 'x'.repeat(SHAPE_MAX + 1), at: 1, times: 1 }] }],
  ])('with %s is refused', (_what, wrong) => {
    expect(healthSchema.safeParse({ ...good, ...wrong }).success).toBe(false)
  })
})

describe('the small live picture', () => {
  const panel = { id: 'p1' }
  const sample = { id: 's1' }
  const card = { id: 'c1' }
  const state = { show: { kind: 'takeover', card, beneath: { kind: 'attract' } } } as never
  const content = { panels: [panel], samples: [sample] } as never
  const round = (view: View): unknown => {
    const picture = pictureOf(view)
    return picture && viewOfPicture({ ...picture, since: 1 }, state, content)
  }

  it('is what the screen reports, in each kind that can be drawn', () => {
    for (const view of [
      { kind: 'panel', panel },
      { kind: 'panel', panel, warning: card },
      { kind: 'attract', scene: { kind: 'message', item: sample }, warning: card },
      { kind: 'attract', scene: { kind: 'figures' } },
      { kind: 'attract', scene: undefined },
      { kind: 'takeover', card },
    ] as unknown as View[])
      expect(round(view)).toEqual(view)
  })

  it('is not drawn where the server no longer has what the screen shows, or a visitor plays', () => {
    const gone: Picture[] = [
      { kind: 'panel', id: 'p9', warning: null, since: 1 },
      { kind: 'attract', id: 's9', warning: null, since: 1 },
      { kind: 'takeover', id: 'c9', warning: null, since: 1 },
      { kind: 'panel', id: 'p1', warning: 'c9', since: 1 },
      { kind: 'play', id: 'x', warning: null, since: 1 },
    ]
    for (const picture of gone) expect(viewOfPicture(picture, state, content), picture.kind).toBeUndefined()
    expect(pictureOf({ kind: 'play' }, 'task-rebate')).toMatchObject({ kind: 'play', id: 'task-rebate' })
    expect(pictureOf({ kind: 'splash' })).toBeUndefined()
  })
})

describe('the use of a screen', () => {
  const row = { day: '2026-11-23', view: 'play', ...NO_USE }
  const good = { run: '0192f0a0-0000-4000-8000-000000000001', rows: [row], plays: [] }
  it('is taken only as counts', () => {
    expect([useSchema.safeParse(good).success, isUseReport(good)]).toEqual([true, true])
    for (const wrong of [{ seconds: 86_401 }, { touches: -1 }, { view: 'zhang san' }, { day: '2026-13-01' }])
      expect(useSchema.safeParse({ ...good, rows: [{ ...row, ...wrong }] }).success).toBe(false)
    for (const bad of [null, {}, { ...good, rows: [{}] }, { ...good, plays: [3] }]) expect(isUseReport(bad)).toBe(false)
  })

  it('is not said where it is about few', () => {
    expect([0, 4, 5, 1_234].map(fewOr)).toEqual(['不到 5', '不到 5', '5', '1,234'])
    expect(droppedShare({ starts: 4, completions: 0 })).toBeNull()
    expect([droppedShare({ starts: 10, completions: 4 }), droppedShare({ starts: 10, completions: 12 })]).toEqual([
      0.6, 0,
    ])
  })
})

describe('the address that is told of outages', () => {
  const read = (webhookUrl: string) =>
    screenStationSchema.safeParse({ webhookUrl, hasExitCode: false, exitCode: '', revision: 1 })
  it.each(['http://192.168.1.9:8080/hook', 'https://qyapi.example/send?key=1', ''])('may be %s', (url) => {
    expect(read(url)).toMatchObject({ success: true, data: { webhookUrl: url || null } })
  })
  it.each(['ftp://x', 'javascript:alert(1)', '随便', 'http://a:b@c/', 'file:///etc/passwd'])('may not be %s', (url) => {
    expect(read(url).success).toBe(false)
  })
})
