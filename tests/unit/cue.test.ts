import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cue,
  isNewerCue,
  LEAD_MS,
  type Point,
  pointAt,
  positionAt,
  type Press,
  pressCue,
  startCue,
} from '#shared/programme/cue.ts'
import type { Programme } from '#shared/programme/scene.ts'

const programme: Programme = {
  id: 'p',
  version: 1,
  title: '参观',
  scenes: [10, 20, 30].map((seconds, at) => ({ id: `s${at}`, seconds, content: { kind: 'attract' } })),
}
const begin = () => startCue(programme, 7, 1_000)
const scenesOf = (cue: Cue, at: number) => pointAt(cue, at)?.scene

describe('a cue', () => {
  it('is shown after its lead, everywhere at once, and nothing before the first', () => {
    const cue = begin()
    expect(pointAt(cue, 1_000 + LEAD_MS - 1)).toBeNull()
    expect(scenesOf(cue, 1_000 + LEAD_MS)).toBe(0)
    const next = pressCue(cue, { kind: 'next' }, 5_000)
    expect(scenesOf(next, 5_000 + LEAD_MS - 1)).toBe(0)
    expect(scenesOf(next, 5_000 + LEAD_MS)).toBe(1)
  })

  it('goes one scene on for each press, also within the lead of the one before', () => {
    const cue = [5_000, 5_050, 5_100].reduce((held, at) => pressCue(held, { kind: 'next' }, at), begin())
    expect(cue.now.scene).toBe(2)
    // The last scene stays, and the press that did nothing is none.
    expect(cue.seq).toBe(3)
    expect(scenesOf(cue, 5_100)).toBe(0)
  })

  it('stands still on every screen at the same position while it is paused', () => {
    const paused = pressCue(begin(), { kind: 'pause' }, 4_000)
    expect(positionAt(paused, paused.now, 9_999)).toBe(3_000)
    const again = pressCue(paused, { kind: 'resume' }, 20_000)
    expect(positionAt(again, again.now, 20_000 + LEAD_MS + 250)).toBe(3_250)
  })

  it('keeps its place in the dark, and is light again with the next scene', () => {
    const dark = pressCue(begin(), { kind: 'black' }, 4_000)
    expect(dark.now).toMatchObject({ black: true, scene: 0, position: 3_000 })
    expect(pressCue(dark, { kind: 'light' }, 5_000).now).toMatchObject({ black: false, position: 4_000 })
    expect(pressCue(dark, { kind: 'next' }, 5_000).now).toMatchObject({ black: false, scene: 1 })
  })

  it('stays in its bounds, whatever is pressed, and never goes back in time', () => {
    const press: fc.Arbitrary<Press> = fc.oneof(
      fc.constantFrom<Press>(
        ...(['next', 'back', 'pause', 'resume', 'black', 'light'] as const).map((kind) => ({ kind })),
      ),
      fc.integer({ min: -5, max: 9 }).map((scene): Press => ({ kind: 'go', scene })),
      fc.integer({ min: -9_000, max: 99_000 }).map((position): Press => ({ kind: 'seek', position })),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(press, fc.nat(40_000)), { maxLength: 40 }), (presses) => {
        let cue = begin()
        let at = 1_000
        for (const [one, later] of presses) {
          at += later
          const shown: Point | null = pointAt(cue, at)
          const after = pressCue(cue, one, at)
          // What is on the screens now stays until the new point's time.
          expect(pointAt(after, at)).toEqual(after === cue ? shown : pointAt(cue, at))
          expect(after.now.showAt).toBeGreaterThanOrEqual(cue.now.showAt)
          expect(programme.scenes[after.now.scene]).toBeDefined()
          const place = positionAt(after, after.now, at + 100_000)
          expect(place).toBeGreaterThanOrEqual(0)
          expect(place).toBeLessThanOrEqual(programme.scenes[after.now.scene]!.seconds * 1_000)
          expect(after === cue || isNewerCue(cue, after)).toBe(true)
          cue = after
        }
      }),
    )
  })

  it('is not replaced by one that was sent before it', () => {
    expect(isNewerCue({ epoch: 2, seq: 9 }, { epoch: 2, seq: 9 })).toBe(false)
    expect(isNewerCue({ epoch: 2, seq: 9 }, { epoch: 1, seq: 99 })).toBe(false)
    expect(isNewerCue({ epoch: 2, seq: 9 }, { epoch: 3, seq: 1 })).toBe(true)
    expect(isNewerCue(null, { epoch: 1, seq: 1 })).toBe(true)
  })
})
