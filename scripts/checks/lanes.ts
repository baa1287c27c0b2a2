/** Runs steps in parallel, without mixing their output. */
import type { Counts, Say, Step } from './step.ts'

/** The steps of a lane run one after the other; lanes run in parallel. */
export type Lane = readonly Step[]

/**
 * Runs lanes in parallel. The output of the first lane is shown live; that of the others is held back until the step
 * has ended and the first lane is between two steps, so that outputs are not mixed.
 * @returns one line per step, in the order of the lanes, and the sum
 */
export async function runLanes(lanes: readonly Lane[]): Promise<{ lines: string[]; total: Counts }> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
  const held: string[] = []
  const show: Say = (text) => void process.stdout.write(text)
  let between = false
  const letOut = () => {
    if (between) held.splice(0).forEach(show)
  }
  const runLane = async (lane: Lane, live: boolean) => {
    const lines: string[] = []
    for (const { name, run } of lane) {
      const said: string[] = []
      const say: Say = live ? show : (text) => void said.push(text)
      if (live) between = false
      say(`\n== ${name}\n`)
      const begun = performance.now()
      const counts = await run(say)
      const seconds = ((performance.now() - begun) / 1000).toFixed(0)
      held.push(said.join(''))
      if (live) between = true
      letOut()
      for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
      total.failures.push(...counts.failures)
      const { passed, failed, skipped } = counts
      const counted = `${passed} passed, ${failed} failed, ${skipped} skipped`
      lines.push(`${failed ? 'FAIL' : 'ok  '} ${name.padEnd(9)} ${counted}, ${seconds} s`)
    }
    return lines
  }
  const lines = await Promise.all(lanes.map((lane, index) => runLane(lane, index === 0)))
  return { lines: lines.flat(), total }
}
