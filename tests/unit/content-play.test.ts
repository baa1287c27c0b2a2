import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { boundsOf, isEnding, pathOf, reachable } from '#shared/content/graph.ts'
import {
  advance,
  debriefOf,
  decisiveStep,
  fits,
  paidBy,
  rewind,
  startPlay,
  threadBefore,
} from '#shared/content/play.ts'
import { readScenarios } from '../fixtures/play.ts'
import { waysFrom } from '../fixtures/scenario-graphs.ts'
import { plays, playBy, playAlong, sceneAt, most } from '../fixtures/plays.ts'

// A thousand graphs take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe('a play', () => {
  it('ends in a debrief, whatever is chosen', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        const play = playBy(graph, numbers)
        const debrief = debriefOf(graph, play)!
        expect(debrief.ending).toBe(graph.nodes[play.at])
        expect(debrief.paid).toBe(paidBy(graph, play))
        expect(debrief.paid + debrief.left).toBe(graph.purse)
        const [from, to] = boundsOf(graph).get(play.at)!.paid
        expect(debrief.paid >= from && debrief.paid <= to).toBe(true)
        expect(debrief.steps.map(({ step, node }) => [step, node])).toEqual(
          play.steps.map(({ node }, i) => [i, graph.nodes[node]]),
        )
      }),
    )
  })

  it('was decided by what cost the most, or by the last safe choice', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        const debrief = debriefOf(graph, playBy(graph, numbers))!
        const choices = debrief.steps.flatMap(({ choice }) => choice ?? [])
        const decisive = decisiveStep(debrief)
        if (debrief.paid > 0) expect(decisive?.choice?.pay).toBe(Math.max(...choices.map(({ pay }) => pay ?? 0)))
        else if (choices.some(({ verdict }) => verdict === 'safe')) expect(decisive?.choice?.verdict).toBe('safe')
        expect(decisive === undefined).toBe(choices.length === 0)
      }),
    )
  })

  it('has no debrief before it ends', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        const play = playBy(graph, numbers)
        for (let step = 0; step < play.steps.length; step++)
          expect(debriefOf(graph, rewind(play, step))).toBeUndefined()
        expect(debriefOf(graph, { at: 'nowhere', steps: [] })).toBeUndefined()
      }),
    )
  })

  it('counts every red flag on the way once, as heeded or missed', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        const play = playBy(graph, numbers)
        const { flags, steps } = debriefOf(graph, play)!
        const met = play.steps.map(({ node }) => sceneAt(graph, node).flags?.length ?? 0)
        expect(flags.heeded + flags.missed).toBe(met.reduce((sum, count) => sum + count, 0))
        expect(steps.map((step) => step.flags.length)).toEqual(met)
        // Judged by the next choice, or else by the last one.
        const verdicts = play.steps.map(({ node, choice }) =>
          choice === undefined ? undefined : sceneAt(graph, node).choices![choice]!.verdict,
        )
        const missed = verdicts.map(
          (_, i) => (verdicts.slice(i).find(Boolean) ?? verdicts.findLast(Boolean) ?? 'safe') !== 'safe',
        )
        expect(flags.missed).toBe(met.reduce((sum, count, i) => sum + (missed[i] ? count : 0), 0))
        expect(steps.every((step, i) => step.missed === (missed[i] && met[i]! > 0))).toBe(true)
      }),
    )
  })

  it('names the wise choice where another was made', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        for (const { node, choice, better } of debriefOf(graph, playBy(graph, numbers))!.steps) {
          const safe = node.choices?.find(({ verdict }) => verdict === 'safe')
          expect(better).toBe(choice && choice.verdict !== 'safe' ? safe : undefined)
        }
      }),
    )
  })

  it('stays where it is at a choice that is not there', () => {
    fc.assert(
      fc.property(
        plays,
        fc.nat(),
        fc.oneof(fc.integer(), fc.constant(undefined), fc.constantFrom(NaN, 0.5, -0)),
        ([graph, numbers], at, choice) => {
          const whole = playBy(graph, numbers)
          const play = whole.steps.length ? rewind(whole, at % whole.steps.length) : whole
          const node = graph.nodes[play.at]!
          const choices = isEnding(node) ? [] : node.choices
          const known = choices ? choices.some((_, i) => i === choice) : choice === undefined
          if (known) expect(advance(graph, play, choice).steps).toHaveLength(play.steps.length + 1)
          else expect(advance(graph, play, choice)).toBe(play)
          expect(advance(graph, { at: 'nowhere', steps: [] }, choice)).toEqual({ at: 'nowhere', steps: [] })
        },
      ),
    )
  })

  it('goes back to where it was, and comes the same way again', () => {
    fc.assert(
      fc.property(plays, ([graph, numbers]) => {
        const play = playBy(graph, numbers)
        let again = startPlay(graph)
        play.steps.forEach((step, i) => {
          expect(rewind(play, i)).toEqual(again)
          again = advance(graph, again, step.choice)
        })
        expect(again).toEqual(play)
        for (const step of [-1, play.steps.length, 0.5]) expect(rewind(play, step)).toBe(play)
      }),
    )
  })

  it('fits the scenario it was played in, at any step, and no other way', () => {
    fc.assert(
      fc.property(plays, fc.nat(), ([graph, numbers], at) => {
        const play = playBy(graph, numbers)
        expect(fits(graph, play)).toBe(true)
        play.steps.forEach((_, i) => expect(fits(graph, rewind(play, i))).toBe(true))
        expect(fits(graph, { ...play, at: 'nowhere' })).toBe(false)
        fc.pre(play.steps.length > 0)
        const i = at % play.steps.length,
          step = play.steps[i]!
        for (const wrong of [
          { ...step, node: 'nowhere' },
          { ...step, choice: 9 },
          { ...step, choice: step.choice === undefined ? 0 : undefined },
        ]) {
          expect(fits(graph, { ...play, steps: play.steps.with(i, wrong) })).toBe(false)
        }
        expect(fits(graph, { ...play, steps: play.steps.toSpliced(i, 1) })).toBe(false)
        expect(fits({ ...graph, nodes: {} }, play)).toBe(false)
      }),
    )
  })

  it('shows what was said before on the same screen, and nothing else', () => {
    fc.assert(
      fc.property(plays, fc.nat(), ([graph, numbers], at) => {
        const whole = playBy(graph, numbers)
        fc.pre(whole.steps.length > 0)
        expect(threadBefore(graph, whole)).toEqual([])
        const play = rewind(whole, at % whole.steps.length)
        const { view } = sceneAt(graph, play.at)
        const behind = play.steps.map(({ node }) => sceneAt(graph, node))
        const same = behind.slice(behind.findLastIndex((node) => node.view !== view) + 1)
        expect(threadBefore(graph, play)).toEqual(
          same.flatMap(({ messages }) => messages.map(({ from, text }) => ({ from, text }))),
        )
      }),
    )
  })
})

describe.each(readScenarios().map((scenario) => [scenario.id, scenario] as const))('the scenario %s', (_, scenario) => {
  const ways = waysFrom(scenario, scenario.start)

  it('comes to a debrief on every way, and never loses more than there is', () => {
    expect(ways.length).toBeGreaterThan(10)
    // Only violations are kept: there are thousands of paths.
    const broken = ways.filter(({ choices, ids, paid }) => {
      const play = playAlong(scenario, choices)
      const debrief = debriefOf(scenario, play)
      return (
        !debrief ||
        debrief.ending !== scenario.nodes[ids.at(-1)!] ||
        debrief.paid !== paid ||
        debrief.paid > scenario.purse ||
        debrief.left < 0 ||
        (debrief.ending.ending === 'safe') !== (paid === 0)
      )
    })
    expect(broken).toEqual([])
  })

  it('is saved by the safest choices and lost by the worst', () => {
    const safest = debriefOf(scenario, playAlong(scenario, pathOf(scenario, 'safest')))!
    expect([safest.ending.ending, safest.paid, safest.flags.missed]).toEqual(['safe', 0, 0])
    const worst = debriefOf(scenario, playAlong(scenario, pathOf(scenario, 'worst')))!
    expect([worst.ending.ending, worst.paid]).toEqual(['lost', most(ways.map(({ paid }) => paid))])
    expect(worst.flags.missed).toBeGreaterThan(0)
  })

  it('can be left safely from anywhere: wise choices alone lose no more', () => {
    for (const id of reachable(scenario)) {
      expect(pathOf({ ...scenario, start: id }, 'safest').every((choice) => Number.isInteger(choice))).toBe(true)
      const [wise] = waysFrom(scenario, id).filter(({ folly }) => folly === 0)
      expect([id, wise?.paid]).toEqual([id, 0])
    }
  })
})
