import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  delay,
  emptyOutbox,
  giveUp,
  hurry,
  merge,
  nextBatch,
  type Outbox,
  put,
  readOutbox,
  settle,
  waitFor,
} from '#shared/outbox.ts'
import { answerOf, earlierQueue, owedAnswer } from '#shared/quiz/owed.ts'

const KIND = 'answer'
const MOST = 3
const LANES = ['a', 'b'] as const
const entry = (lane: string, n: number, kind = KIND) => ({ kind, lane, id: `${lane} ${n}`, payload: { n } })
const idsOf = (box: Outbox) => box.owed.map(({ id }) => id)
const write = (box: Outbox) => JSON.stringify(box)
const read = (text: string | null) => readOutbox(text)!

/** What two tabs can do, in any order. A change reads and writes in separate steps: storage has no lock. */
type Step =
  | { tab: 0 | 1; do: 'owe'; lane: (typeof LANES)[number] }
  | { tab: 0 | 1; do: 'look' | 'write' | 'cross' | 'send' | 'ack' | 'fail' | 'refuse' | 'hurry' | 'close' }
const stepArbitrary: fc.Arbitrary<Step> = fc.record({ tab: fc.constantFrom(0 as const, 1 as const) }).chain(({ tab }) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...LANES).map((lane) => ({ tab, do: 'owe' as const, lane })) },
    {
      weight: 9,
      arbitrary: fc
        .constantFrom('look', 'look', 'write', 'cross', 'send', 'send', 'ack', 'fail', 'refuse', 'hurry', 'close')
        .map((what) => ({ tab, do: what as 'look' })),
    },
  ),
)

interface Tab {
  box: Outbox
  sending?: ReturnType<typeof nextBatch>
}

/** A phone with two tabs and a server that accepts each entry once. */
class Phone {
  storage: string | null = null
  now = 1_000
  readonly tabs: [Tab, Tab] = [{ box: emptyOutbox() }, { box: emptyOutbox() }]
  made = 0
  /** Ids that were added, ids known to be settled by at least one tab, ids in the order the server saw them. */
  readonly put = new Map<string, number>()
  readonly over = new Set<string>()
  readonly seen: string[] = []
  /** Ids that a tab sent although it knew that they were settled. */
  readonly sentAgain: string[] = []
  private readonly heard: [Set<string>, Set<string>] = [new Set(), new Set()]

  private owe(tab: 0 | 1, lane: string) {
    const made = entry(lane, this.made++)
    this.put.set(made.id, tab)
    this.tabs[tab].box = put(this.tabs[tab].box, made)
  }

  private look(tab: 0 | 1) {
    this.tabs[tab].box = merge(this.tabs[tab].box, read(this.storage))
  }

  do(step: Step) {
    const { tab } = step
    const own = this.tabs[tab]
    this.now += 700
    const end = (change: (box: Outbox) => Outbox) => {
      own.box = change(own.box)
      own.sending = undefined
    }
    if (step.do === 'owe') {
      this.look(tab)
      this.owe(tab, step.lane)
      this.storage = write(own.box)
    } else if (step.do === 'cross') {
      // Race: both read before either writes, so the second write overwrites the first.
      for (const each of [0, 1] as const) this.look(each)
      for (const each of [0, 1] as const) this.owe(each, 'a')
      this.storage = write(this.tabs[tab === 0 ? 1 : 0].box)
    } else if (step.do === 'look') this.look(tab)
    else if (step.do === 'write') {
      this.look(tab)
      this.storage = write(own.box)
    } else if (step.do === 'hurry') own.box = hurry(own.box)
    else if (step.do === 'send') {
      if (own.sending) return
      own.sending = nextBatch(own.box, KIND, this.now, MOST)
      for (const { id } of own.sending ?? []) {
        if (this.heard[tab].has(id)) this.sentAgain.push(id)
        if (!this.seen.includes(id)) this.seen.push(id)
      }
    } else if (step.do === 'close') {
      this.look(tab)
      this.storage = write(own.box)
      // Reloaded: only what is in storage remains.
      own.box = read(this.storage)
      own.sending = undefined
    } else if (own.sending) {
      const { sending } = own
      const lane = sending[0]
      if (step.do === 'fail') return end((box) => delay(box, lane, this.now, 0.5))
      const ids =
        step.do === 'ack' ? sending.map(({ id }) => id) : idsOf(own.box).filter((id) => id.startsWith(lane.lane))
      end((box) => (step.do === 'ack' ? settle(box, KIND, ids) : giveUp(box, lane)))
      for (const id of ids) {
        this.over.add(id)
        this.heard[tab].add(id)
      }
    }
  }
}

describe('an outbox in two tabs', () => {
  it('loses nothing, sends nothing again after it has heard of it, and keeps the order of each tab in a lane', () =>
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
        const phone = new Phone()
        for (const step of steps) phone.do(step)
        const owedSomewhere = new Set(phone.tabs.flatMap(({ box }) => idsOf(box)))
        for (const id of phone.put.keys()) expect(owedSomewhere.has(id) || phone.over.has(id), id).toBe(true)
        expect(phone.sentAgain).toEqual([])
        // Then the network is back, and both tabs send their unsent answers.
        for (const tab of [0, 1, 0, 1] as const) {
          phone.do({ tab, do: 'look' })
          phone.do({ tab, do: 'hurry' })
          if (phone.tabs[tab].sending) phone.do({ tab, do: 'fail' })
          phone.do({ tab, do: 'hurry' })
          for (let sends = 0; sends < 70; sends++) {
            phone.do({ tab, do: 'send' })
            phone.do({ tab, do: 'ack' })
          }
          phone.do({ tab, do: 'write' })
        }
        expect([...phone.put.keys()].filter((id) => !phone.over.has(id))).toEqual([])
        expect(phone.tabs.map(({ box }) => box.owed)).toEqual([[], []])
        expect(read(phone.storage).owed).toEqual([])
        expect(phone.sentAgain).toEqual([])
        for (const lane of LANES)
          for (const tab of [0, 1]) {
            const own = phone.seen.filter((id) => id.startsWith(lane) && phone.put.get(id) === tab)
            expect(own).toEqual(own.toSorted((a, b) => Number(a.slice(2)) - Number(b.slice(2))))
          }
      }),
      { numRuns: 2_000 },
    ))

  it('makes good a write that crossed another one', () => {
    const [first, second] = [put(emptyOutbox(), entry('a', 1)), put(emptyOutbox(), entry('a', 2))]
    // Race: both have read an empty storage; the second overwrites the first.
    const stored = write(second)
    expect(idsOf(merge(first, read(stored)))).toEqual(['a 2', 'a 1'])
  })

  it('keeps the payload that was stored first, and its own count of tries', () => {
    const stored = put(emptyOutbox(), { ...entry('a', 1), payload: { n: 'first' } })
    const mine = delay(put(emptyOutbox(), { ...entry('a', 1), payload: { n: 'second' } }), entry('a', 1), 0, 0)
    expect(merge(mine, stored).owed).toMatchObject([{ payload: { n: 'first' }, tries: 1 }])
    expect(merge(hurry(mine), delay(stored, entry('a', 1), 0, 0)).owed).toMatchObject([{ tries: 0, due: 0 }])
  })
})

describe('what is sent next', () => {
  const box = [entry('a', 1), entry('b', 2), entry('a', 3), entry('c', 4, 'survey')].reduce(put, emptyOutbox())

  it('is the front of the first lane, of its kind only', () => {
    expect(nextBatch(box, KIND, 0, MOST)?.map(({ id }) => id)).toEqual(['a 1', 'a 3'])
    expect(nextBatch(box, KIND, 0, 1)?.map(({ id }) => id)).toEqual(['a 1'])
    expect(nextBatch(box, 'survey', 0, MOST)?.map(({ id }) => id)).toEqual(['c 4'])
    expect(nextBatch(box, 'other', 0, MOST)).toBeUndefined()
    expect(waitFor(box, 'other', 0)).toBeUndefined()
  })
  it('is another lane while one waits', () => {
    const waiting = delay(box, entry('a', 1), 1_000, 0)
    expect(nextBatch(waiting, KIND, 1_000, MOST)?.map(({ id }) => id)).toEqual(['b 2'])
    expect(waitFor(waiting, KIND, 1_000)).toBe(0)
    const both = delay(waiting, entry('b', 2), 1_000, 0)
    expect([nextBatch(both, KIND, 1_000, MOST), waitFor(both, KIND, 1_000)]).toEqual([undefined, 400])
    expect(nextBatch(both, KIND, 1_400, MOST)).toHaveLength(2)
  })
  it('is the whole lane from its front as soon as something new comes to it', () => {
    const more = put(delay(delay(box, entry('b', 2), 1_000, 0), entry('a', 1), 1_000, 0), entry('a', 5))
    expect(nextBatch(more, KIND, 1_000, MOST)?.map(({ id }) => id)).toEqual(['a 1', 'a 3', 'a 5'])
  })
  it('waits twice as long each time, up to 20 s, half of it by chance', () => {
    const waits: number[] = []
    for (let [waiting, tries] = [box, 0]; tries < 7; tries++) {
      waiting = delay(waiting, entry('a', 1), 0, tries % 2 ? 0.999_999 : 0)
      waits.push(Math.round(waiting.owed[0]!.due))
    }
    expect(waits).toEqual([400, 1600, 1600, 6400, 6400, 20_000, 10_000])
  })
  it('does not wait for a clock that has been put back', () => {
    const waiting = delay(box, entry('a', 1), 1e12, 0)
    expect(nextBatch(waiting, KIND, 1e12 - 3_600_000, MOST)).toHaveLength(2)
  })
  it('is nothing of a lane that was given up, and comes back neither by itself nor from another tab', () => {
    const given = giveUp(box, entry('a', 1))
    expect(idsOf(given)).toEqual(['b 2', 'c 4'])
    expect(idsOf(put(given, entry('a', 3)))).toEqual(['b 2', 'c 4'])
    expect(idsOf(merge(given, box))).toEqual(['b 2', 'c 4'])
    expect(idsOf(merge(box, given))).toEqual(['b 2', 'c 4'])
  })
})

describe('what is stored', () => {
  it('is read as it was written', () => {
    const box = settle(delay(put(emptyOutbox(), entry('a', 1)), entry('a', 1), 5, 0), KIND, ['x'])
    expect(readOutbox(write(box))).toEqual(box)
  })
  it('is an empty outbox when it is damaged, and the sound rest of damaged entries', () => {
    for (const text of [null, '', '{', '5', 'null', '{"v":1}', '{"v":1,"owed":5,"settled":[]}'])
      expect(readOutbox(text)).toEqual(emptyOutbox())
    const owed = [null, 5, { kind: 'answer' }, { ...entry('a', 1), payload: null }, { ...entry('a', 2), tries: 'x' }]
    expect(readOutbox(JSON.stringify({ v: 1, owed, settled: [] }))!.owed).toEqual([
      { ...entry('a', 2), tries: 0, due: 0 },
    ])
  })
  it('is left alone when a later version wrote it', () => {
    expect(readOutbox('{"v":2,"things":[]}')).toBeUndefined()
  })
  it('forgets the oldest of what is settled', () => {
    const ids = Array.from({ length: 250 }, (_, n) => String(n))
    const { settled } = settle(emptyOutbox(), KIND, ids)
    expect([settled.length, settled[0], settled.at(-1)]).toEqual([200, 'answer 50', 'answer 249'])
  })
})

describe('the queue that an earlier version left on a phone', () => {
  const left = { code: 'CODE', outbox: [{ attemptId: 'x', position: 2, choice: 'scam', sure: false }], seen: ['i'] }
  it('becomes entries of the outbox', () => {
    const { queue, rest } = earlierQueue(JSON.stringify(left))!
    expect(JSON.parse(rest)).toEqual({ code: 'CODE', seen: ['i'] })
    const [owed] = queue.map(owedAnswer).reduce(put, emptyOutbox()).owed
    expect(owed).toMatchObject({ kind: 'answer', lane: 'x', id: 'x 2', tries: 0, due: 0 })
    expect(answerOf(owed!)).toEqual({ position: 2, choice: 'scam', sure: false })
  })
  it('is none when there is none, or it is damaged', () => {
    const texts = [null, '{}', JSON.stringify({ ...left, outbox: [] }), '{"outbox":[{', '{"outbox":[{}]}']
    expect(texts.map(earlierQueue)).toEqual(texts.map(() => undefined))
  })
})
