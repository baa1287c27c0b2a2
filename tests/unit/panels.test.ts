import { afterAll, describe, expect, it } from 'vitest'
import { provideLibrary } from '#server/content/library.ts'
import { listPanels, readPanel } from '#server/content/panels.ts'
import { smallPrint, titleWidth, wayBehind } from '#shared/content/panel-card.ts'
import { useRealLibrary } from '../fixtures/library.ts'

const library = useRealLibrary()
afterAll(() => provideLibrary(undefined))
const TODAY = new Date('2026-11-24T08:00:00+08:00')

describe('the picture panels', () => {
  it('come in the order of the walk, each with its neighbours', async () => {
    const panels = await listPanels(TODAY)
    expect(panels.map(({ id }) => library.panelById.get(id)!.order)).toEqual(panels.map((_, at) => at + 1))
    const [first, second] = panels
    expect(await readPanel(first!.id, TODAY)).toEqual({
      panel: first,
      place: 1,
      total: panels.length,
      previous: undefined,
      next: { id: second!.id, title: second!.title },
    })
    expect((await readPanel(panels.at(-1)!.id, TODAY)).next).toBeUndefined()
    await expect(readPanel('no-such-panel', TODAY)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are taken down when they have expired', async () => {
    const day = [...library.panels].map(({ expires }) => expires).sort()[0]!
    expect(await listPanels(new Date(`${day}T23:59:00+08:00`))).toHaveLength(library.panels.length)
    const left = await listPanels(new Date(Date.parse(`${day}T23:59:00+08:00`) + 120_000))
    expect(left.length).toBeLessThan(library.panels.length)
    expect(left.map(({ id }) => id)).not.toContain(library.panels.find(({ expires }) => expires === day)!.id)
  })

  it('lead to the page of the scam type while their scenario waits for its review', async () => {
    const panel = library.panels.find(({ to }) => to === '/scenarios/romance')!
    provideLibrary({
      ...library,
      scenarioById: new Map(
        [...library.scenarioById].map(([id, scenario]) => [id, { ...scenario, expires: '2026-11-23' }]),
      ),
    })
    expect((await readPanel(panel.id, TODAY)).panel.to).toBe('/scams/romance')
    provideLibrary(library)
    expect((await readPanel(panel.id, TODAY)).panel.to).toBe('/scenarios/romance')
  })

  it('fit their titles on one line and their message on few', () => {
    for (const { id, title, message } of library.panels) {
      expect(titleWidth(title), id).toBeLessThanOrEqual(9)
      // The number of characters in one line of the message (components/panel/Panel.vue).
      for (const phrase of message.split(/(?<=[，。：；？！])/))
        expect(titleWidth(phrase), `${id}: ${phrase}`).toBeLessThanOrEqual(10)
    }
  })

  it('have words for every page they may lead to', () => {
    const calls = ['/scams/romance', '/scams', '/scenarios/romance', '/help', '/practice'].map(
      (to) => wayBehind(to).call,
    )
    expect(new Set(calls).size).toBe(calls.length)
  })

  it('name their sources in one line', () => {
    expect(
      smallPrint({
        sources: [
          { kind: 'publication', title: '《甲》', publisher: '乙', date: '2024-06-05' },
          { kind: 'scenario', title: '《丙》', publisher: '丁' },
        ],
        reviewer: 'officer',
        reviewed: '2026-11-24',
      }),
    ).toEqual({ source: '来源：《甲》（乙，2024年6月5日）；依据《丙》（丁）', review: '民警审核：2026年11月24日' })
  })
})
