import { sameValue } from '#shared/edits.ts'
import { keysOf } from '#shared/records.ts'

/** One field in which the stored row and the form differ. */
export interface Difference {
  name: string
  label: string
  mine: string
  theirs: string
  /** Proposed: what only the other has changed is taken over, what this member has written stays. */
  choice: 'mine' | 'theirs'
}
export type Labels<V> = Readonly<Record<keyof V, string>>
export type Words<V> = { readonly [K in keyof V]?: (value: V[K]) => string }

/** Whether an answer of the server carries a revision. */
export const isRevised = (found: unknown): found is { revision: number } =>
  typeof found === 'object' && found !== null && 'revision' in found && typeof found.revision === 'number'

/**
 * The fields in which two texts differ, in the words of the form.
 * @param base the values with which the editing began
 */
export function differences<V extends object>(
  mine: V,
  base: V,
  theirs: V,
  labels?: Labels<V>,
  words?: Words<V>,
): Difference[] {
  const shown = (of: V, name: keyof V & string) => (words?.[name]?.(of[name]) ?? String(of[name] ?? '')) || '（空）'
  return keysOf(mine)
    .filter((name) => !sameValue(mine[name], theirs[name]))
    .map((name) => ({
      name,
      label: labels?.[name] ?? name,
      mine: shown(mine, name),
      theirs: shown(theirs, name),
      choice: sameValue(mine[name], base[name]) ? 'theirs' : 'mine',
    }))
}
