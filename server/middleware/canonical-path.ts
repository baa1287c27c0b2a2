import { defineEventHandler, sendRedirect } from 'h3'
import { listPanels } from '#server/content/panels.ts'
import { listScams } from '#server/content/scams.ts'
import { listScenarios } from '#server/content/scenarios.ts'
import { listChapters } from '#server/guide/chapters.ts'
import { canonicalPath } from '#server/http/canonical-path.ts'
import { pagePath } from '#server/http/page-path.ts'

const IDS: Record<string, () => Promise<string[]>> = {
  '/scams/[id]': async () => (await listScams()).map(({ id }) => id),
  '/panels/[id]': async () => (await listPanels()).map(({ id }) => id),
  '/scenarios/[id]': async () => (await listScenarios()).map(({ id }) => id),
  '/guide/[slug]': async () => (await listChapters()).map(({ slug }) => slug),
}
/** The office's pages know for themselves; who is not logged in learns nothing. */
const isKnown = async (page: string, id: string) => (await IDS[page]?.())?.includes(id) ?? true

/** An address that was pasted with more around it leads to the address that was meant. */
export default defineEventHandler(async (event) => {
  if (event.method !== 'GET' && event.method !== 'HEAD') return undefined
  const code = canonicalPath(event.path)
  const path = (await pagePath(code ?? event.path, isKnown)) ?? code
  return path && sendRedirect(event, path, 302)
})
