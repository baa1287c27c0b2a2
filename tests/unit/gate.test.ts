import { expect, it } from 'vitest'
import { makeLanes } from '#server/gate.ts'

const lane = (waiting: number, perShare = 100) => ({ waiting, perShare })

/** Jobs that end when they are told to, in the order in which they were started. */
function jobs(gate: (turn: { lane: 'first' | 'second'; share: string }, work: () => Promise<void>) => Promise<void>) {
  const started: string[] = []
  const ends: (() => void)[] = []
  const put = (name: string, lane: 'first' | 'second', share = name) =>
    gate({ lane, share }, () => {
      started.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    }).then(
      () => 'done',
      () => 'refused',
    )
  const endOne = async () => {
    // Jobs are started by promises alone.
    await new Promise((resolve) => setImmediate(resolve))
    ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, put, endOne }
}

it('lets the first lane pass a full second one after one job at most', async () => {
  const { started, put, endOne } = jobs(
    makeLanes({ atOnce: 2, lanes: { first: lane(2), second: lane(3) }, message: '满' }),
  )
  const crowd = Array.from({ length: 5 }, (_, i) => put(`s${i}`, 'second'))
  expect(await put('too late', 'second')).toBe('refused')
  const early = [put('f0', 'first'), put('f1', 'first')]
  expect(await put('f2', 'first')).toBe('refused')
  for (let i = 0; i < 7; i++) await endOne()
  expect(started).toEqual(['s0', 's1', 'f0', 'f1', 's2', 's3', 's4'])
  expect(await Promise.all([...crowd, ...early])).toEqual(Array(7).fill('done'))
  const after = put('s9', 'second')
  await endOne()
  expect(await after).toBe('done')
})

it('leaves room in a lane for others than the greediest, and gives it back also after a failure', async () => {
  const gate = makeLanes({ atOnce: 1, lanes: { first: lane(1), second: lane(4, 3) }, message: '满' })
  await expect(gate({ lane: 'second', share: 'greedy' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const { started, put, endOne } = jobs(gate)
  const taken = Array.from({ length: 3 }, (_, i) => put(`g${i}`, 'second', 'greedy'))
  expect(await put('g3', 'second', 'greedy')).toBe('refused')
  const other = put('other', 'second')
  for (let i = 0; i < 4; i++) await endOne()
  expect(await Promise.all([...taken, other])).toEqual(Array(4).fill('done'))
  // Shares take turns.
  expect(started).toEqual(['g0', 'g1', 'other', 'g2'])
})
