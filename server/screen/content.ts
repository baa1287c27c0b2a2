/**
 * The content that hall screens rotate through: the panels, and the items short enough to read in passing. Its version
 * also covers the scenarios, which a screen keeps beside it.
 */
import { createHash } from 'node:crypto'
import { type Library, useLibrary } from '#server/content/library.ts'
import { listPanels } from '#server/content/panels.ts'
import { allScenarios } from '#server/content/scenarios.ts'
import { openItem } from '#shared/content/item.ts'
import type { ScreenContent } from '#shared/screen/content.ts'
import { fitsScreen } from '#shared/screen/sample.ts'
import { dayOf, endOfDay } from '#shared/station.ts'

/** Cached; it changes with the content and with the day. */
let made: { library: Library; day: string; content: ScreenContent } | undefined

/** @throws when the content cannot be read. */
export async function readScreenContent(now = new Date()): Promise<ScreenContent> {
  // Another node may have told the screen of a decision that this one has not read yet.
  const library = await useLibrary(true)
  const day = dayOf(now)
  if (made?.library === library && made.day === day) return made.content
  const panels = (await listPanels(now)).map((panel) => ({
    ...panel,
    until: endOfDay(library.panelById.get(panel.id)!.expires),
  }))
  const samples = library.items
    .filter((item) => item.expires >= day && fitsScreen(item))
    .map((item) => ({ ...openItem(item), until: endOfDay(item.expires) }))
  const version = createHash('sha256')
    // The scenarios have a route of their own, and screens fetch them again when the version changes.
    .update(JSON.stringify([panels, samples, await allScenarios(now)]))
    .digest('base64url')
    .slice(0, 16)
  made = { library, day, content: { version, panels, samples } }
  return made.content
}

/** The content's version; empty if it cannot be read: then screens go on with their cached content. */
export function contentVersion(now: Date): Promise<string> {
  return readScreenContent(now).then(
    ({ version }) => version,
    () => '',
  )
}
