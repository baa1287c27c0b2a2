import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OPENING_S, Pulse, SHORT_S, SILENT_S, watchPulse } from '#server/database/embedded-pulse.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the watch over the embedded database', () => {
  const watched = () => {
    const pulse = new Pulse()
    const onSilent = vi.fn<() => void>()
    const watch = watchPulse(new Pulse(pulse.memory), onSilent)
    watch.opened()
    return { pulse, onSilent, watch }
  }

  it('gives up a database that shows no sign of life, once, and in a short time when the process ends', () => {
    const { onSilent } = watched()
    vi.advanceTimersByTime((SILENT_S - 1) * 1000)
    expect(onSilent).not.toHaveBeenCalled()
    vi.advanceTimersByTime(60_000)
    expect(onSilent).toHaveBeenCalledTimes(1)
    const other = watched()
    other.watch.hurry()
    vi.advanceTimersByTime(SHORT_S * 1000)
    expect(other.onSilent).toHaveBeenCalledTimes(1)
  })

  it('waits longer for one that is being opened, and no longer after its log has failed', () => {
    const onSilent = vi.fn<() => void>()
    const watch = watchPulse(new Pulse(), onSilent)
    vi.advanceTimersByTime((OPENING_S - 1) * 1000)
    expect(onSilent).not.toHaveBeenCalled()
    watch.opened()
    vi.advanceTimersByTime(1_000)
    expect(onSilent).toHaveBeenCalledTimes(1)
    const failed = vi.fn<() => void>()
    const other = watchPulse(new Pulse(), failed)
    other.hurry()
    other.opened()
    vi.advanceTimersByTime(SHORT_S * 1000)
    expect(failed).toHaveBeenCalledTimes(1)
  })

  it('lets a long work go on that moves', () => {
    const { pulse, onSilent } = watched()
    for (let s = 0; s < 200; s += SILENT_S - 2) {
      vi.advanceTimersByTime((SILENT_S - 2) * 1000)
      pulse.move()
    }
    expect(onSilent).not.toHaveBeenCalled()
  })

  it('counts no time in which the process was suspended', () => {
    const { pulse, onSilent } = watched()
    vi.advanceTimersByTime(2_000)
    vi.setSystemTime(Date.now() + 3_600_000)
    vi.advanceTimersByTime(2_000)
    pulse.move()
    expect(onSilent).not.toHaveBeenCalled()
  })
})
