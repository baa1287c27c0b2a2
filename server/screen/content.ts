/**
 * The content that hall screens rotate through: the panels, and the items short enough to read in passing. Its version
 * also covers what a screen keeps beside it: the scenarios, the recorded voices, and the verdicts on the items.
 */
import { createHash } from 'node:crypto'
import { type Library, useLibrary } from '#server/content/library.ts'
import { listPanels } from '#server/content/panels.ts'
import { allScenarios } from '#server/content/scenarios.ts'
import { voicesVersion } from '#server/voice/public.ts'
import { openItem } from '#shared/content/item.ts'
import { type ScreenContent, toScamSheet } from '#shared/screen/content.ts'
import { fitsScreen } from '#shared/screen/sample.ts'
import { type ScreenVerdicts, verdictOf } from '#shared/screen/verdicts.ts'
import { dayOf, endOfDay } from '#shared/station.ts'

/** Cached; it changes with the content and with the day. */
let made:
  | { library: Library; day: string; voices: string; content: ScreenContent; verdicts: ScreenVerdicts }
  | undefined

async function make(now: Date): Promise<NonNullable<typeof made>> {
  // Another node may have told the screen of a decision that this one has not read yet.
  const [library, voices] = await Promise.all([useLibrary(true), voicesVersion()])
  const day = dayOf(now)
  if (made?.library === library && made.day === day && made.voices === voices) return made
  const panels = (await listPanels(now)).map((panel) => ({
    ...panel,
    until: endOfDay(library.panelById.get(panel.id)!.expires),
  }))
  const items = library.items.filter((item) => item.expires >= day && fitsScreen(item))
  const samples = items.map((item) => ({ ...openItem(item), until: endOfDay(item.expires) }))
  const verdicts = items.map(verdictOf)
  const scams = library.scams
    .filter((scam) => scam.expires >= day)
    .map((scam) => ({ ...toScamSheet(scam), until: endOfDay(scam.expires) }))
  const version = createHash('sha256')
    // Scenarios, verdicts and voices have routes of their own, and screens fetch them again when the version changes.
    .update(JSON.stringify([panels, samples, verdicts, scams, await allScenarios(now), voices]))
    .digest('base64url')
    .slice(0, 16)
  made = { library, day, voices, content: { version, panels, samples, scams }, verdicts: { version, verdicts } }
  return made
}

/** @throws when the content cannot be read. */
export const readScreenContent = async (now = new Date()): Promise<ScreenContent> => (await make(now)).content

/** The verdicts on the same items. @throws as `readScreenContent`. */
export const readScreenVerdicts = async (now = new Date()): Promise<ScreenVerdicts> => (await make(now)).verdicts

/** The content's version; empty if it cannot be read: then screens go on with their cached content. */
export function contentVersion(now: Date): Promise<string> {
  return readScreenContent(now).then(
    ({ version }) => version,
    () => '',
  )
}
