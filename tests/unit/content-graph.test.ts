import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { boundsOf, edgesOf, findCycle, isEnding, pathOf, reachable } from '#shared/content/graph.ts'
import { graphs, type Way, waysFrom } from '../fixtures/scenario-graphs.ts'
import { playAlong, sceneAt, least, most } from '../fixtures/plays.ts'

// A thousand graphs take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe('reachable', () => {
  it('is what can be met by going on and on, with circles and ways to nowhere too', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.tuple(fc.nat(9), fc.nat(12))), (graph, more) => {
        const nodes = { ...graph.nodes }
        for (const [from, to] of more) {
          const node = nodes[`n-${from}`]
          if (node && !isEnding(node) && !node.choices) nodes[`n-${from}`] = { ...node, next: `n-${to}` }
        }
        const met = new Set(['n-0'])
        for (let round = 0; round < 12; round++) {
          for (const id of met) for (const { to } of edgesOf(nodes[id]!)) if (nodes[to]) met.add(to)
        }
        expect(reachable({ start: 'n-0', nodes })).toEqual(met)
      }),
    )
  })

  it('is nothing from a start that is not there', () => {
    expect(reachable({ start: 'n-0', nodes: {} })).toEqual(new Set())
  })
})

describe('findCycle', () => {
  it('finds none where there is none', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(findCycle(graph)).toBeUndefined()
      }),
    )
  })

  it('finds each that is planted, and names the way round', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), fc.nat(), (graph, pick, length, back) => {
        // Somewhere on a path from the start, a later screen leads back to an earlier one, or to itself.
        const ways = waysFrom(graph, 'n-0')
        const scenes = ways[pick % ways.length]!.ids.slice(0, -1)
        fc.pre(scenes.length > 0)
        const late = scenes[length % scenes.length]!
        const early = scenes[back % (scenes.indexOf(late) + 1)]!
        const node = sceneAt(graph, late)
        const nodes = {
          ...graph.nodes,
          [late]: node.choices
            ? { ...node, choices: node.choices.with(back % node.choices.length, { ...node.choices[0]!, to: early }) }
            : { ...node, next: early },
        }
        // The choice turned back may have been the one that led there; what is left must still be a cycle.
        const cycle = findCycle({ nodes })!
        expect(cycle[0]).toBe(cycle.at(-1))
        expect(cycle.length).toBeGreaterThan(1)
        cycle.slice(1).forEach((id, i) => expect(edgesOf(nodes[cycle[i]!]!).map(({ to }) => to)).toContain(id))
      }),
    )
  })

  it('finds one that nobody can reach', () => {
    const scene = {
      view: 'chat',
      sender: { name: '美', avatar: '美' },
      messages: [{ from: 'them', text: '再等一等。' }],
    } as const
    const end = { ending: 'safe', title: '结局在此', text: '这是一个结局，仅供测试。' } as const
    expect(findCycle({ nodes: { end, a: { ...scene, next: 'b' }, b: { ...scene, next: 'a' } } as never })).toEqual([
      'a',
      'b',
      'a',
    ])
    expect(findCycle({ nodes: {} })).toBeUndefined()
  })
})

describe('boundsOf', () => {
  it('holds the least and the most of every way to every node', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const bounds = boundsOf(graph)
        expect(new Set(bounds.keys())).toEqual(reachable(graph))
        const found = new Map<string, { choices: number; nodes: number; paid: number }[]>()
        for (const { ids, choices } of waysFrom(graph, 'n-0')) {
          let made = 0,
            paid = 0
          ids.forEach((id, i) => {
            found.set(id, [...(found.get(id) ?? []), { choices: made, nodes: i + 1, paid }])
            const choice = sceneAt(graph, id).choices?.[choices[made]!]
            if (choice) made++
            paid += choice?.pay ?? 0
          })
        }
        for (const [id, own] of bounds) {
          for (const key of ['choices', 'nodes', 'paid'] as const) {
            const values = found.get(id)!.map((each) => each[key])
            expect(own[key]).toEqual([least(values), most(values)])
          }
        }
      }),
    )
  })
})

describe('pathOf', () => {
  const key = ({ folly, paid, choices }: Way, wanted: 'safest' | 'worst') =>
    wanted === 'safest' ? [folly, paid, choices.length] : [-paid, -folly, -choices.length]
  const compare = (a: number[], b: number[]) => a.map((value, i) => value - b[i]!).find(Boolean) ?? 0

  it.each(['safest', 'worst'] as const)('is a real way, and none is more so (%s)', (wanted) => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const ways = waysFrom(graph, 'n-0')
        const path = pathOf(graph, wanted)
        const own = ways.find(
          ({ choices }) => choices.length === path.length && choices.every((choice, i) => choice === path[i]),
        )
        expect(own).toBeDefined()
        expect(playAlong(graph, path).steps.flatMap(({ choice }) => choice ?? [])).toEqual(path)
        for (const way of ways) expect(compare(key(own!, wanted), key(way, wanted))).toBeLessThanOrEqual(0)
      }),
    )
  })
})
