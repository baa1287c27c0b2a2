/** What the quiz can draw from. */
import type { Decided } from '#shared/content/decided.ts'
import { entryKey } from '#shared/content/decision.ts'
import type { Truth } from '#shared/content/item.ts'
import type { Library } from '#shared/content/library.ts'
import type { BankStock } from '#shared/content/bank.ts'
import { FORM_SIZE } from '#shared/quiz/quiz.ts'

/** @param library as built, with what was withdrawn */
export function bankOf({ items }: Pick<Library, 'items'>, decided: Decided, today: string): BankStock {
  const isOut = (collection: 'items' | 'scams', id: string) =>
    decided.get(entryKey(collection, id))?.display?.decision === 'withdrawn'
  const open = items.filter(
    ({ id, scamType, expires }) => expires >= today && !isOut('items', id) && !isOut('scams', scamType),
  )
  const count = (truth: Truth) => open.filter((item) => item.truth === truth).length
  return { scam: count('scam'), genuine: count('genuine'), needed: Math.floor(FORM_SIZE / 2) }
}
