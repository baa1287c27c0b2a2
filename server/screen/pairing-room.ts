/**
 * Which waiting code goes when there are too many. Anybody may ask for codes, so this must not be a way to take the
 * place of a screen whose digits an officer is typing: codes are given up where most of them come from, among blocks of
 * addresses from the widest to the narrowest, the newest first. Whoever wants another's code gone needs hundreds of
 * providers, and not only hundreds of networks.
 */

/** A code that waits. */
export interface Waiting {
  id: string
  /** Of its client (`blocksOf`), the widest first; in the memory of this node only. */
  blocks: readonly string[]
}

/** @param waiting the oldest first */
export function whoGoes(waiting: readonly Waiting[], level = 0): string | undefined {
  const groups = Map.groupBy(waiting, ({ blocks }) => blocks[level])
  if (waiting.every(({ blocks }) => blocks.length <= level)) return waiting.at(-1)?.id
  // A group stands where its first code does: of those that are equally large, the one that came last.
  const [largest = []] = [...groups.values()].toReversed().sort((a, b) => b.length - a.length)
  return whoGoes(largest, level + 1)
}
