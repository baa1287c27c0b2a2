/** Loads all code of the built server before it is needed. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Routes and pages are files that the server imports at their first use. Node remembers an import that failed: a moment
 * without file descriptors or memory would end that route until the next start. One after the other, so that visitors
 * are served meanwhile.
 */
export async function loadRoutes(output: string): Promise<void> {
  const chunks = readdirSync(join(output, 'chunks'), { recursive: true, withFileTypes: true })
  for (const { name, parentPath } of chunks)
    if (name.endsWith('.mjs')) await import(pathToFileURL(join(parentPath, name)).href)
}
