import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DrillItem, Truth } from '#shared/content/item.ts'
import { AppError } from '#shared/errors.ts'
import { gradeDrill, openDrill, type OpenDrill } from '#shared/quiz/drill.ts'
import { drawDrills } from '#shared/quiz/practice-set.ts'
import { type PracticeFeedback, practiceResult, verdictWords } from '#shared/quiz/practice.ts'
import { markMessage } from '#shared/quiz/mark.ts'
import { useRealLibrary } from '../fixtures/library.ts'

const bank = useRealLibrary().drills
const TODAY = '2026-11-25'
const base = {
  truth: 'scam',
  scamType: 'romance',
  explanation: '说明在这里，不能先说。',
  rule: '规矩在这里。',
  sources: [{}],
  difficulty: { cues: 1 },
  expires: '2028-01-01',
} as unknown as DrillItem
const text = fc.string({ unit: fc.constantFrom(...'先后转账核实电话警察银行退款家人'), minLength: 2, maxLength: 12 })
const texts = (minLength: number, maxLength: number) => fc.uniqueArray(text, { minLength, maxLength })
/** Words to be tapped: none within another, where it could not be told which of the two was meant (rule `overlap`). */
const quotes = texts(3, 6).filter((words) =>
  words.every((word) => !words.some((other) => other !== word && other.includes(word))),
)
const id = fc.string({ unit: fc.constantFrom(...'abcdefgh-'), minLength: 3, maxLength: 12 })
const made = (fields: object) => ({ ...base, question: '这时候该怎么办？', ...fields }) as DrillItem
const why = (word: string) => `为什么${word}`

/** Any item of any drill type, as the schema and the checks let it be. */
const anyDrill: fc.Arbitrary<DrillItem> = fc.oneof(
  fc.tuple(id, texts(3, 4), fc.nat()).map(([id, words, at]) =>
    made({
      id,
      type: 'single',
      options: words.map((each, i) => ({ text: each, right: i === at % words.length, why: why(each) })),
    }),
  ),
  fc.tuple(id, texts(4, 5), fc.integer({ min: 2, max: 3 })).map(([id, words, right]) =>
    made({
      id,
      type: 'multiple',
      options: words.map((each, i) => ({ text: each, right: i < right, why: why(each) })),
    }),
  ),
  fc
    .tuple(id, texts(3, 5))
    .map(([id, words]) => made({ id, type: 'order', steps: words.map((each) => ({ text: each, why: why(each) })) })),
  fc.tuple(id, texts(3, 4), fc.nat()).map(([id, words, at]) =>
    made({
      id,
      type: 'act',
      options: words.map((each, i) => ({
        text: each,
        verdict: i === at % words.length ? 'safe' : i % 2 ? 'risky' : 'loss',
        why: why(each),
      })),
    }),
  ),
  fc.tuple(id, quotes, fc.integer({ min: 0, max: 2 })).map(([id, words, right]) =>
    made({
      id,
      type: 'spot',
      truth: right ? 'scam' : 'genuine',
      channel: 'sms',
      sender: { name: '某人', avatar: '某' },
      messages: [{ from: 'them', text: words.join('，') }],
      targets: words.map((each, i) => ({ in: 0, quote: each, right: i < right, why: why(each) })),
    }),
  ),
)
const realDrill = fc.constantFrom(...bank)
const keysOf = (drill: OpenDrill) => (drill.type === 'spot' ? drill.targets : drill.options).map(({ key }) => key)
const wordsOf = (item: DrillItem) =>
  item.type === 'order'
    ? item.steps.map(({ text: each }) => each)
    : item.type === 'spot'
      ? item.targets.map(({ quote }) => quote)
      : item.options.map(({ text: each }) => each)
/** Some answer that the item can have. */
function answerTo(item: DrillItem, seed: readonly number[]): string[] {
  const keys = keysOf(openDrill(item))
  if (item.type === 'single' || item.type === 'act') return [keys[seed[0]! % keys.length]!]
  if (item.type === 'order') return [...keys].sort((a, b) => seed[keys.indexOf(a)]! - seed[keys.indexOf(b)]!)
  const chosen = keys.filter((_, i) => seed[i]! % 2)
  return item.type === 'multiple' && chosen.length === 0 ? [keys[0]!] : chosen
}
const seed = fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 })
const shuffledBy = <T>(values: readonly T[], by: readonly number[]) =>
  [...values].sort((a, b) => by[values.indexOf(a)]! - by[values.indexOf(b)]!)

/** All names of fields in what is sent, however deep. */
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
    // Nothing is lost either, and every word to be tapped can be.
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
        // Nor does it matter in which order they were chosen.
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

/** Deterministic uniform numbers, so that a failing run can be repeated. */
function seeded(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
const draw = (from: readonly DrillItem[], start: number, seen: string[] = []) =>
  drawDrills(from, { size: 5, seen, random: seeded(start), today: TODAY })
const truths = (set: readonly DrillItem[]) => set.filter(({ truth }) => truth === 'scam').length

describe('a set of drills', () => {
  it('has every type of item once, both truths, and no scam type twice', () => {
    fc.assert(
      fc.property(fc.integer(), (start) => {
        const set = draw(bank, start)
        expect(new Set(set.map(({ type }) => type)).size).toBe(5)
        expect(new Set(set.map(({ scamType }) => scamType)).size).toBe(5)
        expect([2, 3]).toContain(truths(set))
      }),
    )
  })
  it('has both truths and all five types within one scam type', () => {
    const whole = [...Map.groupBy(bank, (item) => item.scamType)].filter(
      ([, items]) => new Set(items.map(({ type }) => type)).size === 5,
    )
    expect(whole.length).toBeGreaterThan(8)
    for (const [scamType, items] of whole)
      fc.assert(
        fc.property(fc.integer(), (start) => {
          const set = draw(items, start)
          expect([scamType, new Set(set.map(({ type }) => type)).size, [2, 3].includes(truths(set))]).toEqual([
            scamType,
            5,
            true,
          ])
        }),
        { numRuns: 30 },
      )
  })
  it('gives what was not seen first, repeats nothing, and begins again with the oldest', () => {
    fc.assert(
      fc.property(fc.integer(), (start) => {
        const seen: string[] = []
        for (let n = 0; n < 8; n++) {
          const set = draw(bank, start + n, seen)
          expect(set.filter((item) => seen.includes(item.id))).toEqual([])
          expect(new Set(set).size).toBe(5)
          seen.push(...set.map((item) => item.id))
        }
      }),
      { numRuns: 30 },
    )
    const two = ['a', 'b', 'c'].map(
      (each) => ({ id: each, type: 'single', scamType: 'x', truth: 'scam', expires: TODAY }) as DrillItem,
    )
    expect(
      drawDrills(two, { size: 1, seen: ['b', 'c', 'a'], random: seeded(1), today: TODAY }).map((item) => item.id),
    ).toEqual(['b'])
  })
  it('leaves out what has expired, and takes what a small bank has', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            type: fc.constantFrom('single', 'act'),
            truth: fc.constantFrom<Truth>('scam', 'genuine'),
            expires: fc.constantFrom('2026-11-24', TODAY),
          }),
          { maxLength: 12 },
        ),
        fc.integer(),
        (items, start) => {
          const own = items.map((item, i) => ({ ...item, id: `i${i}`, scamType: 'x' }) as DrillItem)
          const valid = own.filter((item) => item.expires >= TODAY)
          const set = draw(own, start)
          expect(set).toHaveLength(Math.min(5, valid.length))
          expect(set.every((item) => valid.includes(item))).toBe(true)
          if (set.length > 1 && new Set(valid.map(({ truth }) => truth)).size === 2)
            expect(new Set(set.map(({ truth }) => truth)).size).toBe(2)
        },
      ),
    )
  })
})

it('sends to what was not right at the end, two types at most', () => {
  const done = (outcome: string, type: string) =>
    ({ outcome, scam: { id: type, title: type, badge: type[0] } }) as PracticeFeedback
  expect(
    practiceResult([
      done('right', 'a'),
      done('wrong', 'b'),
      done('partly', 'c'),
      done('wrong', 'b'),
      done('wrong', 'd'),
    ]),
  ).toMatchObject({ right: 1, total: 5, reading: [{ id: 'b' }, { id: 'c' }] })
  expect(practiceResult([done('right', 'a')])).toMatchObject({ headline: '全对，真有本事！', reading: [] })
})
