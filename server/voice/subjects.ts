/** What can be read aloud: scenarios, panels and public cards, with their lines. */
import { createHash } from 'node:crypto'
import { listPublicTexts, readPublicText } from '#server/card/public.ts'
import { useBuiltLibrary, useLibrary } from '#server/content/library.ts'
import { AppError } from '#shared/errors.ts'
import { linesOfCard, linesOfPanel, linesOfScenario, type PlacedLine } from '#shared/voice/lines.ts'
import { type Line, type Subject, SUBJECT_LABELS } from '#shared/voice/voice.ts'

type HashedLine = PlacedLine & { hash: string }
export interface ReadSubject {
  subject: Subject
  id: string
  title: string
  lines: HashedLine[]
}

/** Of what is read and by whom: another speaker needs another voice. */
const hashOf = ({ speaker, text }: Line): string =>
  createHash('sha256').update(`${speaker}\n${text}`).digest('base64url').slice(0, 22)

const hashed = (subject: Subject, id: string, title: string, lines: PlacedLine[]): ReadSubject => ({
  subject,
  id,
  title,
  lines: lines.map((line) => ({ ...line, hash: hashOf(line) })),
})

/** The content that may be shown; for the office also what is withdrawn, which comes back with its voices. */
type Which = 'built' | 'shown'
const libraryOf = (which: Which) => (which === 'built' ? useBuiltLibrary() : useLibrary(true))

/** All scenarios and panels; of the same content the same object. */
const made = new WeakMap<object, ReadSubject[]>()
export async function contentSubjects(which: Which): Promise<ReadSubject[]> {
  const library = await libraryOf(which)
  const known = made.get(library)
  if (known) return known
  const subjects = [
    ...library.scenarios.map((scenario) => hashed('scenario', scenario.id, scenario.title, linesOfScenario(scenario))),
    ...library.panels.map((panel) => hashed('panel', panel.id, panel.title, linesOfPanel(panel))),
  ]
  made.set(library, subjects)
  return subjects
}

const ofCard = ({ id, title, headline, blocks }: Awaited<ReturnType<typeof listPublicTexts>>[number]) =>
  hashed('card', id, title, linesOfCard({ title, headline }, blocks))

/** Those that the office can record: the cards are the public ones. */
export async function allSubjects(): Promise<ReadSubject[]> {
  const [content, cards] = await Promise.all([contentSubjects('built'), listPublicTexts()])
  return [...content, ...cards.map(ofCard)]
}

/** @throws AppError `not_found` */
export async function readSubject(subject: Subject, id: string, which: Which): Promise<ReadSubject> {
  if (subject === 'card') {
    const card = await readPublicText(id)
    if (card) return ofCard(card)
  } else {
    const found = (await contentSubjects(which)).find((each) => each.subject === subject && each.id === id)
    if (found) return found
  }
  throw new AppError('not_found', `没有这${subject === 'card' ? '张' : '个'}${SUBJECT_LABELS[subject]}，可能已经撤下。`)
}
