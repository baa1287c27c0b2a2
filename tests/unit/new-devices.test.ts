import { describe, expect, it, vi } from 'vitest'
import { NewDevices } from '#server/campaign/new-devices.ts'
import { provideVisitLimits, visitLimits } from '#server/campaign/visit-limits.ts'
import { NetworkGate } from '#server/http/network-gate.ts'
import { TokenBuckets } from '#server/http/token-buckets.ts'
import { NEW_DEVICES } from '#shared/campaign/new-devices.ts'
import { QUICKEST_ANSWER_MS } from '#shared/campaign/tally.ts'
import { FORM_SIZE } from '#shared/quiz/quiz.ts'
import { SETTLE_MS } from '#shared/settle.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Devices that arrive evenly between two times. @returns how many were admitted, and how many of them are unusual */
function arrive(devices: NewDevices, count: number, from: number, to: number, network = 'hall') {
  let admitted = 0
  let unusual = 0
  for (let n = 0; n < count; n++) {
    const one = devices.admit(network, from + ((to - from) * n) / count)
    admitted += Number(one.admitted)
    unusual += one.unusual
  }
  return { admitted, unusual }
}

describe('new devices of a network', () => {
  it('are never too many for a hall of a thousand phones, in a minute or in an hour, morning and afternoon', () => {
    for (const length of [MINUTE, HOUR]) {
      const devices = new NewDevices()
      expect(arrive(devices, 1_000, 0, length).admitted).toBe(1_000)
      expect(arrive(devices, 1_000, 4 * HOUR, 4 * HOUR + length).admitted).toBe(1_000)
    }
  })

  it('are not unusual on an ordinary day, and say how many when they are', () => {
    expect(arrive(new NewDevices(), 400, 0, 9 * HOUR).unusual).toBe(0)
    expect(arrive(new NewDevices(), 500, 0, MINUTE).unusual).toBe(0)
    expect(arrive(new NewDevices(), 501, 0, MINUTE).unusual).toBe(501)
    expect(arrive(new NewDevices(), 1_057, 0, MINUTE / 2).unusual).toBe(1_057)
  })

  it('of one laptop come to an end, whether it hurries or takes its time, and are seen', () => {
    const hurried = arrive(new NewDevices(), 50_000, 0, 10 * HOUR)
    expect(hurried.admitted).toBeLessThanOrEqual(NEW_DEVICES.burst + 10 * NEW_DEVICES.perHour)
    expect(hurried.unusual).toBeGreaterThan(3_000)
    const patient = arrive(new NewDevices(), 5_000, 0, 20 * HOUR)
    expect(patient.unusual).toBeGreaterThan(1_500)
  })

  it('of other networks do not count, and a clock that is set back gives nothing away', () => {
    const devices = new NewDevices({ burst: 2, perHour: 1, crowdInTenMinutes: 9, crowdInDay: 9 })
    expect(arrive(devices, 3, HOUR, HOUR).admitted).toBe(2)
    expect(arrive(devices, 3, 0, 0).admitted).toBe(0)
    expect(arrive(devices, 3, HOUR, HOUR, 'other').admitted).toBe(2)
  })
})

it('a set takes longer than its least time, also pressed blindly, offline and with its first item there', () => {
  expect(QUICKEST_ANSWER_MS * FORM_SIZE).toBeLessThan(SETTLE_MS * (FORM_SIZE - 1))
})

it('all limits are in force unless the server says that it is measured', () => {
  const inForce = (measured: string | undefined) => {
    vi.stubEnv('JMT_MEASURED', measured)
    provideVisitLimits(undefined)
    return visitLimits()
  }
  expect(inForce(undefined)).toEqual({
    newDevices: expect.any(NewDevices),
    newDevicesOfSite: expect.any(NewDevices),
    starts: expect.any(NetworkGate),
    startsOfSite: expect.any(NetworkGate),
    ofDevice: expect.any(TokenBuckets),
    quickestAnswerMs: QUICKEST_ANSWER_MS,
  })
  expect(inForce('1').newDevices).toBeUndefined()
  provideVisitLimits(undefined)
  vi.unstubAllEnvs()
})

describe('the gate of a network', () => {
  it('runs a few at once, those of known devices first, refuses what exceeds the line, and forgets', async () => {
    const gate = new NetworkGate({ atOnce: 2, waiting: 3, full: () => new Error('full') })
    const order: string[] = []
    const open: (() => void)[] = []
    const job = (name: string, isKnown: boolean, network = 'a') =>
      gate.pass(network, isKnown, async () => {
        order.push(name)
        await new Promise<void>((resolve) => open.push(resolve))
        if (name === '1') throw new Error('failed')
      })
    const jobs = [job('1', false), job('2', false), job('3', false), job('4', true), job('5', false)]
    await expect(job('6', true)).rejects.toThrow('full')
    jobs.push(job('other', false, 'b'))
    const ends = Promise.allSettled(jobs)
    expect(order).toEqual(['1', '2', 'other'])
    for (let done = 0; done < jobs.length; done++) {
      await expect.poll(() => open.length, { timeout: 5_000 }).toBeGreaterThan(done)
      open[done]!()
    }
    expect((await ends).map(({ status }) => status === 'fulfilled')).toEqual([false, true, true, true, true, true])
    expect(order).toEqual(['1', '2', 'other', '4', '3', '5'])
  })
})
