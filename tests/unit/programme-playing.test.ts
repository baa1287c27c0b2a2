import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { playable, sceneAt, turnAt } from '#shared/programme/playing.ts'
import type { Programme } from '#shared/programme/scene.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import { panelOfScene } from '#shared/screen/rotation.ts'
import { noticeOf, slotOf } from '../fixtures/programme.ts'

const T = Date.parse('2026-11-30T09:00:00+08:00')
const programme = (seconds: readonly number[], over: Partial<Programme> = {}): Programme => ({
  id: 'programme',
  version: 1,
  title: '平日',
  scenes: seconds.map((each, at) => noticeOf(`第${at}个`, each)),
  ...over,
})
const lengths = fc.array(fc.integer({ min: 5, max: 600 }), { minLength: 1, maxLength: 12 })

describe('the scene of a moment', () => {
  it('is each in its order and for its time, again and again', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: -3, max: 50 }), (seconds, round) => {
        const played = programme(seconds)
        let now = T + round * seconds.reduce((sum, each) => sum + each, 0) * 1_000
        for (const scene of played.scenes) {
          const turn = sceneAt(played, T, now)
          expect(turn).toMatchObject({ scene: { id: scene.id }, from: now, until: now + scene.seconds * 1_000 })
          expect(sceneAt(played, T, now + scene.seconds * 1_000 - 1)?.scene.id).toBe(scene.id)
          now += scene.seconds * 1_000
        }
        expect(sceneAt(played, T, now)?.scene.id).toBe(played.scenes[0]?.id)
      }),
    )
  })

  it('is the same on every screen, whenever it looks, and stays until the moment that is named', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.nat(9 * 3600_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (seconds, since, part) => {
          const list = {
            slots: [slotOf({ startsAt: '09:00', endsAt: '18:00' })],
            programmes: [programme(seconds)],
            special: {},
          }
          const { turn, until } = turnAt(list, T + since)
          expect(turn !== undefined).toBe(since < 9 * 3600_000)
          const later = Math.floor(T + since + (until - T - since) * part)
          expect(turnAt(list, later).turn?.scene.id).toBe(turn?.scene.id)
          if (turn) expect(until).toBeLessThanOrEqual(T + 9 * 3600_000)
        },
      ),
    )
  })

  it('begins anew with each run, and stands still while a warning is shown', () => {
    const list = {
      slots: [slotOf({ startsAt: '09:00', endsAt: '18:00' })],
      programmes: [programme([10, 20])],
      special: {},
    }
    expect(turnAt(list, T + 15_000).turn?.scene.id).toBe(list.programmes[0]?.scenes[1]?.id)
    expect(turnAt(list, T + 15_000, 10_000)).toMatchObject({
      turn: { scene: { id: list.programmes[0]?.scenes[0]?.id }, from: T + 10_000, until: T + 20_000 },
      until: T + 20_000,
    })
  })

  it('is none where the programme is missing or empty: what is beneath shows', () => {
    const slots = [slotOf()]
    expect(turnAt({ slots, programmes: [], special: {} }, T).turn).toBeUndefined()
    expect(turnAt({ slots, programmes: [programme([])], special: {} }, T).turn).toBeUndefined()
    expect(turnAt({ slots: [], programmes: [programme([5])], special: {} }, T).turn).toBeUndefined()
  })
})

describe('a new version', () => {
  const [first, second] = [programme([5]), programme([6], { version: 2 })]
  it('is played once all of it is there, and the one before it until then', () => {
    expect(playable([second], [first], () => false)).toEqual([first])
    expect(playable([second], [first], () => true)).toEqual([second])
    expect(playable([second], [], () => false)).toEqual([])
  })
  it('goes on when a picture is lost later, and what was taken away ends at once', () => {
    expect(playable([first], [first], () => false)).toEqual([first])
    expect(playable([], [first], () => true)).toEqual([])
  })
})

describe('panels in a scene', () => {
  const content = {
    version: 'v1',
    samples: [],
    panels: ['a', 'b', 'c'].map((id) => ({ id, until: id === 'c' ? T + 12_000 : Infinity })),
  } as unknown as ScreenContent
  const seen = (panels: string[], count: number) =>
    Array.from(
      { length: count },
      (_, n) => panelOfScene({ panels, panelSeconds: 5 }, content, T - 2_000, T - 2_000 + n * 5_000).shown?.id,
    )
  it('come in the chosen order, or all of them, from the scene’s beginning', () => {
    expect(seen(['b', 'a'], 3)).toEqual(['b', 'a', 'b'])
    expect(seen([], 2)).toEqual(['a', 'b'])
  })
  it('leave out what is gone, and what expires meanwhile', () => {
    expect(seen(['x', 'a'], 2)).toEqual(['a', 'a'])
    expect(seen(['x'], 1)).toEqual([undefined])
    expect(panelOfScene({ panels: ['c'], panelSeconds: 60 }, content, T, T).until).toBe(T + 12_000)
    expect(panelOfScene({ panels: ['c', 'a'], panelSeconds: 60 }, content, T, T + 12_000).shown?.id).toBe('a')
  })
})
