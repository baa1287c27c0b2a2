/**
 * Few jobs of each network at once. The database does one thing after another: without a limit the requests of one
 * laptop would all stand before those of everybody else.
 */
export interface NetworkGateOptions {
  /** Jobs of a network that run at the same time. */
  atOnce: number
  /** Jobs of a network that may wait. */
  waiting: number
  /** The error for one more. */
  full: () => Error
}

interface Line {
  running: number
  /** Those of known devices go first. */
  known: (() => void)[]
  others: (() => void)[]
}

export class NetworkGate {
  private readonly lines = new Map<string, Line>()
  private readonly options: NetworkGateOptions
  constructor(options: NetworkGateOptions) {
    this.options = options
  }

  /** @throws `full` when too many jobs of the network are waiting. */
  async pass<T>(network: string, isKnown: boolean, work: () => Promise<T>): Promise<T> {
    const { atOnce, waiting, full } = this.options
    const line = this.lines.get(network) ?? { running: 0, known: [], others: [] }
    this.lines.set(network, line)
    if (line.running >= atOnce) {
      if (line.known.length + line.others.length >= waiting) throw full()
      await new Promise<void>((resolve) => (isKnown ? line.known : line.others).push(resolve))
    } else line.running += 1
    try {
      return await work()
    } finally {
      // Whoever is next takes over the place of this job.
      const next = line.known.shift() ?? line.others.shift()
      if (next) next()
      else if ((line.running -= 1) === 0) this.lines.delete(network)
    }
  }
}
