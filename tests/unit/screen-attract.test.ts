import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { basename } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Item, type JudgeItem, openItem, type OpenItem, type Truth } from '#shared/content/item.ts'
import type { PanelCard } from '#shared/content/panel-card.ts'
import { attractScene, messageAt, messagesAround, nextMessage, UNREPEATED_MS } from '#shared/screen/attract.ts'
import { type Game, goOn, panelFor, press, stamp, tallyOf } from '#shared/screen/game.ts'
import { fitsScreen, SAMPLE_MS } from '#shared/screen/sample.ts'
import { areVerdicts, isVerdict, verdictOf } from '#shared/screen/verdicts.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BANK = globSync('content/items/*/*.yml', { cwd: ROOT })
  .map((file): Item => ({ id: basename(file, '.yml'), ...parse(readFileSync(ROOT + file, 'utf8')) }))
  .filter((item): item is JudgeItem => item.type === 'judge')
const SAMPLES = BANK.map(openItem)
const PANELS = ['one', 'two'].map((id) => ({ id, to: `/scams/${id}` })) as PanelCard[]
const CONTENT = { panels: PANELS, samples: SAMPLES }
const DAY_MS = 24 * 3600_000
const moments = fc.integer({ min: 1e12, max: 4e12 })
const sizes = fc.integer({ min: 70, max: SAMPLES.length })

describe('the turns of the attract view', () => {
  it('show the whole bank', () => {
    expect(BANK.length).toBeGreaterThan(100)
    expect(BANK.filter((item) => !fitsScreen(item)).map(({ id }) => id)).toEqual([])
    const round = Array.from({ length: SAMPLES.length }, (_, at) => messageAt(SAMPLES, SAMPLES.length * 7 + at)?.id)
    expect(new Set(round)).toEqual(new Set(SAMPLES.map(({ id }) => id)))
  })

  it.each([true, false])('show no message twice within ten minutes (other scenes between: %s)', (mixed) => {
    fc.assert(
      fc.property(moments, sizes, (begin, size) => {
        const content = { ...CONTENT, samples: SAMPLES.slice(0, size) }
        const first = Math.floor(begin / SAMPLE_MS)
        const last = new Map<string, number>()
        for (let slot = first; slot < first + 200; slot += 1) {
          const scene = attractScene(content, slot, mixed)
          if (scene.kind !== 'message') continue
          expect((slot - (last.get(scene.item.id) ?? -Infinity)) * SAMPLE_MS).toBeGreaterThan(UNREPEATED_MS)
          last.set(scene.item.id, slot)
        }
      }),
      { numRuns: 6 },
    )
  })

  it('are the same on all screens, whatever order the content came in, and differ from day to day', () => {
    const turned = { panels: PANELS, samples: SAMPLES.toReversed() }
    const day = (at: number, content = CONTENT) =>
      Array.from({ length: 60 }, (_, n) => attractScene(content, Math.floor(at / SAMPLE_MS) + n, true))
    expect(day(1.8e12, turned)).toEqual(day(1.8e12))
    expect(day(1.8e12 + DAY_MS)).not.toEqual(day(1.8e12))
  })

  it('have a message every other time, and each other scene between', () => {
    const kinds = Array.from({ length: 16 }, (_, slot) => attractScene(CONTENT, slot, true).kind)
    expect(kinds.filter((kind) => kind === 'message')).toHaveLength(8)
    expect(new Set(kinds)).toEqual(new Set(['message', 'call', 'panel', 'figures', 'visitor']))
    expect(attractScene({ panels: [], samples: [] }, 3, true)).toEqual({ kind: 'visitor' })
    expect(attractScene({ panels: [], samples: [] }, 0, true)).toEqual({ kind: 'visitor' })
  })
})

describe('the next message of a visitor', () => {
  it('is none that this screen has shown, or will show, within ten minutes', () => {
    fc.assert(
      fc.property(moments, fc.array(fc.integer({ min: 7_000, max: 90_000 }), { maxLength: 120 }), (begin, pauses) => {
        const shown = new Map<string, number>()
        const showing: [number, string][] = []
        let at = begin
        for (const pause of pauses) {
          const around = messagesAround(CONTENT, at, SAMPLE_MS, true)
          const item = nextMessage(SAMPLES, { seed: 'one', at, shown, around })
          if (item) {
            shown.set(item.id, at)
            showing.push([at, item.id])
          }
          at += pause
        }
        for (let time = begin - UNREPEATED_MS; time < at + UNREPEATED_MS; time += SAMPLE_MS) {
          const scene = attractScene(CONTENT, Math.floor(time / SAMPLE_MS), true)
          if (scene.kind === 'message') showing.push([Math.floor(time / SAMPLE_MS) * SAMPLE_MS, scene.item.id])
        }
        const byId = Map.groupBy(showing, ([, id]) => id)
        for (const [id, times] of byId) {
          const sorted = times.map(([time]) => time).sort((a, b) => a - b)
          sorted.slice(1).forEach((time, n) => {
            const gap = time - (sorted[n] ?? 0)
            expect(gap, id).toBeGreaterThanOrEqual(UNREPEATED_MS)
          })
        }
      }),
      { numRuns: 8 },
    )
  })

  it('lasts for ten minutes of quick presses, and differs from screen to screen', () => {
    const at = 1.8e12
    const play = (seed: string) => {
      const shown = new Map<string, number>()
      for (let time = at; time < at + UNREPEATED_MS; time += 8_000) {
        const around = messagesAround(CONTENT, time, SAMPLE_MS, true)
        const item = nextMessage(SAMPLES, { seed, at: time, shown, around })
        expect(item).toBeDefined()
        if (item) shown.set(item.id, time)
      }
      return [...shown.keys()]
    }
    expect(play('one')).not.toEqual(play('two'))
  })

  it('is none when all have been shown', () => {
    const shown = new Map(SAMPLES.map(({ id }) => [id, 1_000]))
    const ask = (at: number) => nextMessage(SAMPLES, { seed: 'one', at, shown, around: new Set() })
    expect(ask(1_000 + UNREPEATED_MS - 1)).toBeUndefined()
    expect(ask(1_000 + UNREPEATED_MS)).toBeDefined()
  })
})

describe('the game', () => {
  const one = (truth: Truth): JudgeItem => {
    const found = BANK.find((item) => item.truth === truth)
    if (!found) throw new Error(`no ${truth} message`)
    return found
  }
  const [scam, genuine] = [one('scam'), one('genuine')]
  const ask = (item: JudgeItem, judged: Game['judged'] = []): Game => ({
    phase: 'ask',
    item: openItem(item),
    judged,
  })
  const verdict = verdictOf(scam)
  const supply = { next: (): OpenItem | undefined => openItem(genuine), panelOf: () => undefined }

  it('takes one answer for a message, and no verdict on another', () => {
    const pressed = press(ask(scam), 'scam')
    expect(press(pressed, 'genuine')).toBe(pressed)
    expect(stamp(pressed, genuine.id, verdictOf(genuine))).toBe(pressed)
    const told = stamp(pressed, scam.id, verdict)
    expect(told).toMatchObject({ phase: 'verdict', choice: 'scam', judged: [{ truth: 'scam', correct: true }] })
    expect(stamp(told, scam.id, verdict)).toBe(told)
    expect(stamp(press(ask(scam), 'genuine'), scam.id, verdict).judged).toMatchObject([{ correct: false }])
  })

  it('goes on without a verdict that cannot be had, and counts nothing', () => {
    const missing = stamp(press(ask(scam), 'scam'), scam.id, undefined)
    expect(missing).toMatchObject({ phase: 'missing', judged: [] })
    expect(goOn(missing, supply)).toMatchObject({ phase: 'ask', item: { id: genuine.id } })
  })

  it('shows the panel of the type, then the next message, and ends after five, or when a warning waits', () => {
    const told = stamp(press(ask(scam), 'scam'), scam.id, verdict)
    const panel = { id: 'panel', to: `/scenarios/${scam.scamType}` } as PanelCard
    expect(panelFor([...PANELS, panel], scam.scamType)).toBe(panel)
    const hung = goOn(told, { ...supply, panelOf: () => panel })
    expect(hung).toMatchObject({ phase: 'panel', panel })
    expect(goOn(hung, supply).phase).toBe('ask')
    expect(goOn(told, { ...supply, panelOf: () => panel, ending: true }).phase).toBe('cheer')
    const judged = Array.from({ length: 5 }, (_, n) => ({ id: String(n), truth: 'scam' as const, correct: n > 1 }))
    expect(goOn({ ...hung, judged }, supply).phase).toBe('cheer')
    expect(goOn(hung, { ...supply, next: () => undefined }).phase).toBe('cheer')
    expect(tallyOf([...judged, { id: 'x', truth: 'genuine', correct: true }])).toEqual({
      scam: { right: 3, all: 5 },
      genuine: { right: 1, all: 1 },
    })
  })
})

describe('a verdict', () => {
  it('is in nothing that a screen has before the press', () => {
    const before = JSON.stringify(SAMPLES)
    for (const item of BANK) {
      expect(before).not.toContain(item.explanation)
      expect(before).not.toContain(item.rule)
    }
    expect(before).not.toMatch(/"(?:truth|flags|explanation|rule|scamType)"/)
  })

  it('is taken as it was sent, and nothing else is', () => {
    const verdicts = BANK.map(verdictOf)
    expect(areVerdicts(structuredClone({ version: 'v', verdicts }))).toBe(true)
    for (const broken of [undefined, null, {}, { ...verdicts[0], truth: 'maybe' }, { ...verdicts[0], flags: null }]) {
      expect(isVerdict(broken)).toBe(false)
      expect(areVerdicts({ version: 'v', verdicts: [broken] })).toBe(false)
    }
  })
})
