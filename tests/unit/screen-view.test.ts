import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'
import type { UrgentCard } from '#shared/card/view.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import { panelAt } from '#shared/screen/rotation.ts'
import { isKnownShow, type PanelsShow, positionAt, type SceneShow, type Show } from '#shared/screen/show.ts'
import { acceptState, isScreenState, type ScreenState } from '#shared/screen/state.ts'
import { shownKind, viewAt } from '#shared/screen/view.ts'

const T = 1_800_000_000_000
const ATTRACT = { kind: 'attract', sampleMs: 20_000 } as const
const PANELS: PanelsShow = { kind: 'panels', sampleMs: 20_000, generalMs: 30_000, panelMs: 20_000 }
const CARD = { id: 'card', title: '快递退款别点链接', publishedAt: T - 1_000, until: T + 60_000 } as UrgentCard
const SCENE: SceneShow = {
  kind: 'scene',
  scene: 'opening',
  showAt: T - 5_000,
  position: 1_000,
  rate: 1,
  epoch: 1,
  beneath: PANELS,
}
const takeover = (beneath: typeof PANELS | typeof ATTRACT | SceneShow = PANELS): Show => ({
  kind: 'takeover',
  card: CARD,
  beneath,
})
const state = (show: Show, over: Partial<ScreenState> = {}): ScreenState => ({
  revision: 5,
  at: T,
  screen: { id: 'one', name: '入口大屏', zone: '' },
  station: { ...UNNAMED_STATION, name: '警务室', hallName: '体验馆' },
  campaign: null,
  publicOrigin: null,
  counters: { completions: 0, completionsToday: 0, starts: 0 },
  content: 'v1',
  show,
  ...over,
})
const content = (panels: number, samples: number, until: (n: number) => number = () => Infinity): ScreenContent =>
  ({
    version: 'v1',
    panels: Array.from({ length: panels }, (_, n) => ({ id: `panel-${n}`, until: until(n) })),
    samples: Array.from({ length: samples }, (_, n) => ({
      id: `item-${n}`,
      until: until(n),
      messages: [{ from: 'them', text: '短短的一句' }],
    })),
  }) as unknown as ScreenContent
const facts = (over: object) => ({ refused: false, playing: false, state: undefined, content: content(3, 3), ...over })

describe('before the show', () => {
  const facts = { refused: false, playing: false, state: state(takeover()), content: undefined }
  it.each([
    ['pairing', { refused: true, elsewhere: true, playing: true }],
    ['play', { elsewhere: true, playing: true, plain: true }],
    ['elsewhere', { elsewhere: true, plain: true }],
    ['elsewhere', { elsewhere: true, state: undefined }],
    ['splash', { state: undefined, playing: true, plain: true }],
    // Something could not be drawn: not even the warning, which may be what could not.
    ['attract', { plain: true }],
    ['takeover', {}],
  ])('comes %s', (kind, over) => expect(viewAt({ ...facts, ...over }, T).view.kind).toBe(kind))
})

describe('which view comes first', () => {
  const scene = { ...SCENE, showAt: T + 8_000 }
  it.each([
    ['a screen that belongs to nobody', { refused: true, playing: true, state: state(takeover()) }, 'pairing'],
    ['nothing is known', {}, 'splash'],
    ['a visitor at play, before a warning', { playing: true, state: state(takeover()) }, 'play'],
    ['a visitor at play, before a scene', { playing: true, state: state(SCENE) }, 'play'],
    ['a warning, before a scene', { state: state(takeover(SCENE)) }, 'takeover'],
    ['a warning, before a campaign', { state: state(takeover(ATTRACT)) }, 'takeover'],
    ['a scene', { state: state(SCENE) }, 'scene'],
    ['a scene whose time has not come', { state: state(scene), content: undefined }, 'attract'],
    ['a campaign', { state: state(ATTRACT) }, 'attract'],
    ['no campaign, with nothing to show in turn', { state: state(PANELS), content: content(0, 0) }, 'attract'],
  ])('%s', (_what, over, kind) => {
    expect(viewAt(facts(over), T).view.kind).toBe(kind)
  })

  it('goes on beneath a warning whose time is over, and says when that is', () => {
    const held = facts({ state: state(takeover(SCENE)) })
    expect(viewAt(held, T).until).toBe(CARD.until)
    expect(viewAt(held, CARD.until - 1).view).toMatchObject({ kind: 'takeover', card: CARD })
    expect(viewAt(held, CARD.until).view).toMatchObject({ kind: 'scene', scene: { scene: 'opening' } })
  })

  it('begins a scene at its time, whatever is shown until then', () => {
    const held = facts({ state: state(scene) })
    expect(viewAt(held, T).until).toBeLessThanOrEqual(scene.showAt)
    expect(viewAt(held, scene.showAt - 1).view.kind).not.toBe('scene')
    expect(viewAt(held, scene.showAt).view.kind).toBe('scene')
    expect(positionAt(SCENE, T)).toBe(6_000)
    expect(positionAt({ ...SCENE, rate: 0 }, T)).toBe(1_000)
    expect(positionAt(scene, T)).toBe(1_000)
  })

  it.each([
    ['panels', state(PANELS)],
    ['attract', state(ATTRACT)],
    ['takeover', state(takeover())],
    ['scene', state(SCENE)],
  ] as const)('is reported as %s, whichever page of it is on', (kind, held) => {
    const reported = Array.from({ length: 9 }, (_, n) =>
      shownKind(viewAt(facts({ state: held }), T + n * 5_000).view, held),
    )
    expect(new Set(reported)).toEqual(new Set([kind]))
    expect(shownKind({ kind: 'play' }, held)).toBe('play')
    expect(shownKind({ kind: 'splash' }, held)).toBeUndefined()
  })
})

describe('a warning and what is beneath it', () => {
  const turns = { cardMs: 40_000, restMs: 20_000 }
  const card = { ...CARD, publishedAt: T, until: T + 3_600_000 }
  const held = (beneath: Show['kind'] = 'attract') =>
    facts({
      state: state({ kind: 'takeover', card, turns, beneath: beneath === 'panels' ? PANELS : ATTRACT }),
      content: content(3, 3),
    })

  it('begins with the warning, and gives the campaign its turn, with the warning on it', () => {
    const at = (ms: number) => viewAt(held(), T + ms).view
    expect([0, 39_999].map((ms) => at(ms).kind)).toEqual(['takeover', 'takeover'])
    for (const ms of [40_000, 59_999]) expect(at(ms)).toMatchObject({ kind: 'attract', warning: card })
    expect(at(60_000).kind).toBe('takeover')
    expect(viewAt(held(), card.until).view).not.toHaveProperty('warning')
  })

  it('has two thirds of the time, and names each moment at which the picture changes', () => {
    for (const beneath of ['attract', 'panels'] as const) {
      const one = held(beneath)
      let own = 0
      for (let now = T; now < card.until;) {
        const { view, until } = viewAt(one, now)
        expect(until).toBeGreaterThan(now)
        expect(viewAt(one, until - 1).view).toEqual(view)
        expect(shownKind(view, one.state as unknown as ScreenState)).toBe('takeover')
        if (view.kind === 'takeover') own += until - now
        now = until
      }
      expect(own / (card.until - T)).toBeCloseTo(2 / 3)
    }
  })

  it('lets every panel and the general page be seen, one after the other', () => {
    const seen: string[] = []
    for (let now = T; now < card.until; now += 5_000) {
      const { view } = viewAt(held('panels'), now)
      const name = view.kind === 'panel' ? view.panel.id : view.kind
      if (name !== 'takeover' && name !== seen[seen.length - 1]) seen.push(name)
    }
    expect(new Set(seen)).toEqual(new Set(['attract', 'panel-0', 'panel-1', 'panel-2']))
    const first = seen.indexOf('panel-0')
    expect(seen.slice(first, first + 4)).toEqual(['panel-0', 'panel-1', 'panel-2', 'attract'])
  })

  it('is alone in the state of an older server, and with a scene', () => {
    for (const show of [takeover(ATTRACT), { ...takeover(SCENE), turns } as Show])
      for (let ms = 0; ms < 60_000; ms += 5_000)
        expect(viewAt(facts({ state: state(show) }), T + ms).view.kind).toBe('takeover')
  })

  it.each([{}, { cardMs: 0, restMs: 0 }, { cardMs: 1, restMs: -5 }, { cardMs: '4', restMs: 1 }, null])(
    'never has the turns %j',
    (broken) => {
      const show = { kind: 'takeover', card, turns: broken, beneath: ATTRACT }
      expect(isKnownShow(show)).toBe(false)
    },
  )
})

describe('what takes turns', () => {
  const moments = fc.integer({ min: 0, max: 4e12 })

  it('stays until the moment that is named, and changes then', () => {
    fc.assert(
      fc.property(moments, fc.nat(30), fc.nat(30), (now, panels, samples) => {
        const held = facts({ state: state(PANELS), content: content(panels, samples) })
        const { view, until } = viewAt(held, now)
        expect(until).toBeGreaterThan(now)
        expect(until - now).toBeLessThanOrEqual(PANELS.generalMs)
        expect(viewAt(held, until - 1).view).toEqual(view)
        if (panels > 0 && samples > 1) expect(viewAt(held, until).view).not.toEqual(view)
      }),
    )
  })

  it('is each panel once in a round, in the order of the walk, after the general page', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 25 }), (somewhen, count) => {
        const held = content(count, 0)
        const round = PANELS.generalMs + count * PANELS.panelMs
        let now = Math.ceil(somewhen / round) * round
        const seen: (string | undefined)[] = []
        for (const end = now + round; now < end;) {
          const turn = panelAt(PANELS, held, now)
          seen.push(turn.shown?.id)
          expect(turn.until - now).toBe(turn.shown ? PANELS.panelMs : PANELS.generalMs)
          now = turn.until
        }
        expect(seen).toEqual([undefined, ...held.panels.map(({ id }) => id)])
      }),
    )
  })

  it('is taken down on time, also when nobody fetched anything new', () => {
    const held = facts({ state: state(PANELS), content: content(4, 4, (n) => (n === 2 ? T : Infinity)) })
    const shown = (from: number) =>
      new Set(
        Array.from({ length: 400 }, (_, n) => {
          const { view } = viewAt(held, from + n * 1_000)
          return view.kind === 'panel' ? view.panel.id : view.kind === 'attract' ? view.sample?.id : view.kind
        }),
      )
    expect(shown(T - 400_000)).toContain('panel-2')
    expect([...shown(T)].filter((id) => id?.endsWith('-2'))).toEqual([])
    expect(viewAt(held, T - 1).until).toBe(T)
  })
})

describe('a state that comes', () => {
  const held = state(PANELS)
  it('is taken when it is newer or as new, never when it is older', () => {
    for (const revision of [5, 6]) {
      const next = state(ATTRACT, { revision })
      expect(acceptState(held, next)).toBe(next)
    }
    expect(acceptState(held, state(ATTRACT, { revision: 4 }))).toBe(held)
    expect(acceptState(undefined, held)).toBe(held)
  })
  it('is taken whatever its revision is, when the screen was paired anew', () => {
    const next = state(ATTRACT, { revision: 1, screen: { id: 'two', name: '', zone: '' } })
    expect(acceptState(held, next)).toBe(next)
  })
  it.each([
    ['of a newer server', { kind: 'hologram' }],
    ['of a newer server beneath a warning', { ...takeover(), beneath: { kind: 'hologram' } }],
    ['without a kind', {}],
    ['that is missing', undefined],
    ['of a warning without its card', { ...takeover(), card: undefined }],
    ['of a warning with nothing beneath', { ...takeover(), beneath: undefined }],
    ['of a scene with nothing beneath', { ...SCENE, beneath: undefined }],
  ])('with a show %s leaves the last good picture', (_what, show) => {
    expect(isKnownShow(show)).toBe(false)
    expect(acceptState(held, { ...held, revision: 9, show })).toBe(held)
  })
  it.each([
    ['counters', { counters: {} }],
    ['a campaign that is none', { campaign: {} }],
    ['a revision of a year that is not', { revision: 9e15 }],
    ['a revision that is none', { revision: 'new' }],
  ])('with damaged facts (%s) leaves the last good picture', (_what, damage) => {
    expect(isScreenState({ ...held, ...damage })).toBe(false)
    expect(acceptState(held, { ...held, ...damage })).toBe(held)
  })
})
