import { carryOver, differing, sameValue } from '#shared/edits.ts'
import { keysOf } from '#shared/records.ts'

/** One field about which the member has to decide. */
export interface Difference {
  name: string
  label: string
  mine: string
  theirs: string
  /** Proposed: what this member has written; what only the other has changed as it is now. */
  choice: 'mine' | 'theirs'
}
/** What is said after the values of others were taken over. */
export const mergedWords = (labels: readonly string[]) =>
  `别人也改了${labels.map((label) => `“${label}”`).join('')}，已经和您填的合在一起。`
export type Labels<V> = Readonly<Record<keyof V, string>>
export type Words<V> = { readonly [K in keyof V]?: (value: V[K]) => string }

/** Whether an answer of the server carries a revision. */
export const isRevised = (found: unknown): found is { revision: number } =>
  typeof found === 'object' && found !== null && 'revision' in found && typeof found.revision === 'number'

/**
 * The fields that both have changed, to different values, in the words of the form. What only one of the two has
 * changed is no question: both changes are meant.
 * @param base the values with which the editing began
 * @param whole the form is one decision: any difference is a question
 */
export function differences<V extends object>(
  mine: V,
  base: V,
  theirs: V,
  labels?: Labels<V>,
  words?: Words<V>,
  whole = false,
): Difference[] {
  const shown = (of: V, name: keyof V & string) => (words?.[name]?.(of[name]) ?? String(of[name] ?? '')) || '（空）'
  const asked: readonly string[] = whole ? differing(mine, theirs) : carryOver(base, mine, theirs).clashes
  return keysOf(mine)
    .filter((name) => asked.includes(name))
    .map((name) => ({
      name,
      label: labels?.[name] ?? name,
      mine: shown(mine, name),
      theirs: shown(theirs, name),
      choice: sameValue(mine[name], base[name]) ? 'theirs' : 'mine',
    }))
}
