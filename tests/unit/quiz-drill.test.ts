import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DrillItem } from '#shared/content/item.ts'
import { AppError } from '#shared/errors.ts'
import { gradeDrill, openDrill } from '#shared/quiz/drill.ts'
import { verdictWords } from '#shared/quiz/practice.ts'
import { markMessage } from '#shared/quiz/mark.ts'
import { bank, anyDrill, realDrill, keysOf, wordsOf, answerTo, seed, shuffledBy } from '../fixtures/drills.ts'

/** The names of all fields in what is sent, at any depth. */
const fieldsOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, each]) => [...(Array.isArray(value) ? [] : [key]), ...fieldsOf(each)])
const MAY_LEAVE = [
  'id',
  'type',
  'question',
  'scene',
  'options',
  'targets',
  'key',
  'text',
  'in',
  'quote',
  'channel',
  'sender',
  'name',
  'note',
  'avatar',
  'messages',
  'from',
]

describe('a drill before its answer', () => {
  it.each(bank.map((item) => [item.id, item] as const))('%s tells nothing', (_id, item) => {
    const open = openDrill(item)
    expect(fieldsOf(open).filter((field) => !MAY_LEAVE.includes(field))).toEqual([])
    const sent = JSON.stringify(open)
    const secrets = [
      item.explanation,
      item.rule,
      ...(item.type === 'order' ? item.steps : item.type === 'spot' ? item.targets : item.options).map(
        (part) => part.why,
      ),
    ]
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([])
    // Nothing is missing either, and every word that should be tappable is.
    expect(new Set(keysOf(open)).size).toBe(wordsOf(item).length)
    if (open.type === 'spot')
      expect(
        open.scene.messages
          .flatMap((message, i) => markMessage(message.text, i, open.targets))
          .filter(({ flag }) => flag),
      ).toHaveLength(open.targets.length)
  })
  it('leaves out whatever a file may have, and keeps every option', () => {
    fc.assert(
      fc.property(anyDrill, (item) => {
        const open = openDrill(item)
        expect(fieldsOf(open).filter((field) => !MAY_LEAVE.includes(field))).toEqual([])
        expect(
          (open.type === 'spot'
            ? open.targets.map(({ quote }) => quote)
            : open.options.map((each) => each.text)
          ).sort(),
        ).toEqual(wordsOf(item).sort())
      }),
    )
  })
  it('is shown the same however the file is ordered', () => {
    fc.assert(
      fc.property(anyDrill, seed, (item, by) => {
        if (item.type === 'order') return
        const parts =
          item.type === 'spot'
            ? { targets: shuffledBy(item.targets, by) }
            : { options: shuffledBy<unknown>(item.options, by) }
        expect(openDrill({ ...item, ...parts } as DrillItem)).toEqual(openDrill(item))
      }),
    )
  })
  it('never has its steps in the right order', () => {
    fc.assert(
      fc.property(fc.oneof(anyDrill, realDrill), (item) => {
        if (item.type === 'order')
          expect(wordsOf(item)).not.toEqual(
            (openDrill(item) as { options: { text: string }[] }).options.map((each) => each.text),
          )
      }),
      { numRuns: 500 },
    )
  })
  it('has its right option at any place', () => {
    const places = bank.flatMap((item) =>
      item.type === 'single' ? [keysOf(openDrill(item)).indexOf(gradeDrill(item, answerTo(item, [0])).right[0]!)] : [],
    )
    for (const place of [0, 1, 2, 3])
      expect(places.filter((each) => each === place).length / places.length).toBeLessThan(0.5)
    expect(new Set(places).size).toBe(4)
  })
})

describe('grading', () => {
  it('calls the right answer right, and no other', () => {
    fc.assert(
      fc.property(fc.oneof(anyDrill, realDrill), seed, seed, (item, by, other) => {
        const answer = answerTo(item, by)
        const graded = gradeDrill(item, answer)
        expect(gradeDrill(item, graded.right)).toMatchObject({
          outcome: 'right',
          falseAlarms: 0,
          missed: 0,
          hits: graded.right.length,
        })
        const same =
          item.type === 'order'
            ? answer.join() === graded.right.join()
            : [...answer].sort().join() === [...graded.right].sort().join()
        expect(graded.outcome === 'right').toBe(same)
        // Nor does the order of choosing matter.
        if (item.type !== 'order')
          expect(gradeDrill(item, shuffledBy(answer, other))).toEqual({ ...graded, answer: shuffledBy(answer, other) })
      }),
      { numRuns: 400 },
    )
  })
  it('is the same however the options stand in the file', () => {
    fc.assert(
      fc.property(fc.oneof(anyDrill, realDrill), seed, seed, (item, by, answerSeed) => {
        if (item.type === 'order') return
        const parts =
          item.type === 'spot'
            ? { targets: shuffledBy(item.targets, by) }
            : { options: shuffledBy<unknown>(item.options, by) }
        const answer = answerTo(item, answerSeed)
        expect(gradeDrill({ ...item, ...parts } as DrillItem, answer)).toEqual(gradeDrill(item, answer))
      }),
    )
  })
  it('explains every option', () => {
    fc.assert(
      fc.property(realDrill, seed, (item, by) => {
        const { notes, explanation, rule, right, verdict } = gradeDrill(item, answerTo(item, by))
        expect(notes.map((note) => note.text).sort()).toEqual(wordsOf(item).sort())
        expect(notes.every((note) => note.why.length > 3)).toBe(true)
        expect(notes.filter((note) => note.right).map(({ key }) => key)).toEqual(right)
        expect([explanation, rule]).toEqual([item.explanation, item.rule])
        expect(verdict !== undefined).toBe(item.type === 'act')
        if (item.type === 'order') expect(notes.map((note) => note.text)).toEqual(wordsOf(item))
      }),
    )
  })
  it('counts hits and false alarms of what was tapped', () => {
    const item = bank.find((each) => each.type === 'spot' && each.truth === 'scam')!
    const { right, notes } = gradeDrill(item, [])
    const decoy = notes.find((note) => !note.right)!.key
    expect(gradeDrill(item, [right[0]!, decoy])).toMatchObject({
      outcome: 'wrong',
      hits: 1,
      falseAlarms: 1,
      missed: right.length - 1,
    })
    expect(gradeDrill(item, [right[0]!])).toMatchObject({ outcome: 'partly', hits: 1, falseAlarms: 0 })
    expect(gradeDrill(item, [])).toMatchObject({ outcome: 'wrong', hits: 0 })
    const genuine = bank.find((each) => each.type === 'spot' && each.truth === 'genuine')!
    expect(gradeDrill(genuine, []).outcome).toBe('right')
    expect(gradeDrill(genuine, [keysOf(openDrill(genuine))[0]!])).toMatchObject({ outcome: 'wrong', falseAlarms: 1 })
  })
  it('takes one swap of neighbours for nearly right, and the reverse for wrong', () => {
    const item = bank.find((each) => each.type === 'order')!
    const { right } = gradeDrill(item, answerTo(item, [1, 2, 3, 4, 5, 6]))
    expect(gradeDrill(item, [right[1]!, right[0]!, ...right.slice(2)]).outcome).toBe('partly')
    expect(gradeDrill(item, right.toReversed()).outcome).toBe('wrong')
  })
  it('refuses what cannot be an answer, and names the field', () => {
    const refused = (item: DrillItem, answer: string[]) => {
      try {
        gradeDrill(item, answer)
        return undefined
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        expect(error).toMatchObject({ code: 'bad_input', fields: { answer: expect.stringMatching(/[\u4e00-\u9fff]/) } })
        return (error as AppError).message
      }
    }
    fc.assert(
      fc.property(fc.oneof(anyDrill, realDrill), fc.string({ maxLength: 8 }), (item, word) => {
        const keys = keysOf(openDrill(item))
        const [first, second] = keys as [string, string]
        if (!keys.includes(word)) expect(refused(item, [word])).toBe('没有这个选项')
        expect(refused(item, [first, first])).toBe('同一个选项选了两次')
        if (item.type === 'single' || item.type === 'act')
          for (const answer of [[], [first, second]]) expect(refused(item, answer)).toBe('只能选一个')
        if (item.type === 'multiple') expect(refused(item, [])).toBe('至少选一个')
        if (item.type === 'order')
          for (const answer of [[], keys.slice(1)]) expect(refused(item, answer)).toBe('每一步都要排进去')
        if (item.type === 'spot') expect(refused(item, [])).toBeUndefined()
      }),
    )
  })
  it('never scolds', () => {
    fc.assert(
      fc.property(realDrill, seed, (item, by) => {
        const feedback = gradeDrill(item, answerTo(item, by))
        const [heading, line] = verdictWords(item.type, feedback)
        expect(heading + line).not.toMatch(/(?<!没有)错|笨|傻|失败|undefined|NaN|^。/)
        expect(line.length).toBeGreaterThan(3)
        expect(heading.endsWith('！')).toBe(feedback.outcome === 'right')
      }),
      { numRuns: 400 },
    )
  })
})
