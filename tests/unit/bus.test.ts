import { afterEach, expect, it, vi } from 'vitest'
import { listen, tell } from '#server/bus.ts'

const FACT = { stationId: 's', campaignId: 'c' }
afterEach(() => vi.restoreAllMocks())

it('tells whoever listens to an event, until they stop', () => {
  const heard: string[] = []
  const stop = listen(['campaign:changed', 'touchpoint:changed'], ({ campaignId }) => {
    heard.push(campaignId)
  })
  tell('campaign:changed', FACT)
  tell('touchpoint:changed', { ...FACT, campaignId: 'd' })
  tell('contact:entered', { ...FACT, campaignId: 'e' })
  expect(heard).toEqual(['c', 'd'])
  stop()
  tell('campaign:changed', FACT)
  expect(heard).toEqual(['c', 'd'])
})

it('hurts neither the teller nor the next listener when a listener fails, at once or later', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const heard = vi.fn<() => void>()
  const stops = [
    listen(['campaign:changed'], () => {
      throw new Error('at once')
    }),
    listen(['campaign:changed'], () => Promise.reject(new Error('later'))),
    listen(['campaign:changed'], heard),
  ]
  tell('campaign:changed', FACT)
  expect(heard).toHaveBeenCalledOnce()
  await expect.poll(() => logged.mock.calls.length).toBe(2)
  expect(logged.mock.calls.map(([line]) => String(line))).toEqual([
    expect.stringMatching(/^error \[bus\] Error: at once event=campaign:changed/),
    expect.stringMatching(/^error \[bus\] Error: later event=campaign:changed/),
  ])
  stops.forEach((stop) => stop())
})

it('waits for nobody', () => {
  const stop = listen(['reach:moved'], () => new Promise<void>(() => {}))
  expect(tell('reach:moved', { campaignId: 'c' })).toBeUndefined()
  stop()
})
