/** What may be asked of a page or a file: to read it. Routes of the API answer for themselves. */
import { AppError } from '#shared/errors.ts'

/** HEAD comes as GET (server/entry.ts). */
const READS: readonly string[] = ['GET', 'HEAD']
export const PAGE_METHODS = [...READS, 'OPTIONS'].join(', ')

/** Those who have methods of their own: our API, Socket.IO's polling, and Nuxt's routes for itself. */
const OTHERS = /^\/(?:api|socket\.io|__nuxt[^/]*)(?:[/?]|$)/

/** @returns the answer to a method that no page has, and to the question which it has; undefined to go on */
export function answerMethod(method: string, path: string): { status: number; text: string } | undefined {
  if (READS.includes(method) || OTHERS.test(path)) return undefined
  if (method === 'OPTIONS') return { status: 204, text: '' }
  const { status, message } = new AppError('method_not_allowed')
  return { status, text: message }
}
