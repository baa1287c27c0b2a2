import type { Contents } from '#shared/content/library.ts'

const TITLE_LENGTH = 24

/** What the office calls an entry: its title; for an item, which has none, the beginning of its question or message. */
export function titleOf(entry: Contents[keyof Contents][number]): string {
  if ('title' in entry) return entry.title
  const text = entry.type === 'judge' || entry.type === 'spot' ? (entry.messages[0]?.text ?? entry.id) : entry.question
  return text.length > TITLE_LENGTH ? `${text.slice(0, TITLE_LENGTH)}……` : text
}
