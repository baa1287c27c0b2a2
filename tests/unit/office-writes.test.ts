/** Every writing route of the office says what the member saw, so that nothing unseen is overridden; or why not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiRoutes, type Route } from '../fixtures/routes.ts'

const OFFICE = '/api/console/'
const nameOf = ({ method, path }: Route) => `${method} ${path.slice(OFFICE.length)}`

/** The fields, required in each request, that say what was seen. */
const GUARDED: Record<string, string[]> = {
  'PUT address': ['revision'],
  'PUT campaigns/:id': ['revision'],
  'POST campaigns/:id/close': ['revision'],
  'PUT cards/:id': ['version'],
  'POST cards/:id/discard': ['version'],
  'POST cards/:id/publish': ['version'],
  'POST cards/:id/republish': ['withdrawn'],
  'POST cards/:id/restore': ['version'],
  'POST cards/:id/return': ['version'],
  'POST cards/:id/show': ['published', 'until'],
  'POST cards/:id/stop': ['published'],
  'POST cards/:id/submit': ['version'],
  'POST cards/:id/withdraw': ['published'],
  'POST content/decisions': ['entries'],
  'PATCH members/:id': ['revision'],
  'DELETE screens/:id': ['paired'],
  'PATCH screens/:id': ['revision'],
  'POST screens/:id/replacement': ['paired'],
  'PUT station': ['revision'],
  'POST station/logo': ['revision'],
  'DELETE station/logo': ['revision'],
  'PUT touchpoints/:id': ['revision'],
  'POST touchpoints/:id/archive': ['revision'],
}
/** Why there is nothing that could be overridden unseen. */
const FREE: Record<string, string> = {
  'POST campaigns': 'makes a new one, under an id made by the browser',
  'POST campaigns/:id/touchpoints': 'makes a new one, under an id made by the browser',
  'POST campaigns/:id/exclusions': 'adds to an append-only table, under an id made by the browser',
  'POST exclusions/:id/restore': 'adds to an append-only table; an exclusion never changes, and a press makes another',
  'POST campaigns/:id/reach.csv': 'changes nothing; noted in the log',
  'POST campaigns/:id/reach.xlsx': 'changes nothing; noted in the log',
  'POST cards': 'makes a new one, under an id made by the browser',
  'POST cards/:id/comments': 'adds, under an id made by the browser',
  'DELETE cards/comments/:id': 'a comment never changes, and only its writer deletes it',
  'POST cards/:id/pictures': 'adds, under an id made by the browser',
  'DELETE cards/pictures/:id': 'a picture never changes, and one that a text uses is not deleted',
  'POST cards/:id/preview': 'stores nothing',
  'POST cards/:id/recover': 'shows what was put aside as it was; nothing is lost, and a press undoes it',
  'POST invitations': 'makes a new one',
  'DELETE invitations/:id': 'an invitation never changes, and one that was used is not revoked',
  'POST members/:id/reset': 'makes a new link in place of the former, which is the safe side',
  'POST screens': 'makes a new one; a code pairs once',
  'POST touchpoints/:id/contacts': 'adds to an append-only ledger, under an id made by the browser',
}

const writing = apiRoutes().filter(({ method, path }) => method !== 'GET' && path.startsWith(OFFICE))

/** The schema by which a route reads what is sent. */
async function schemaOf({ method, path }: Route): Promise<z.ZodType> {
  const folder = join(import.meta.dirname, '../../server', path.replaceAll(/:(\w+)/g, '[$1]'))
  const source = [`${folder}.${method.toLowerCase()}.ts`, `${folder}/index.${method.toLowerCase()}.ts`].flatMap(
    (file) => {
      try {
        return [readFileSync(file, 'utf8')]
      } catch {
        return []
      }
    },
  )[0]!
  const name = /parse(?:Body|Query)\(event, (\w+)\)/.exec(source)?.[1]
  const file = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '#(shared/[^']+)'`).exec(source)?.[1]
  const found = ((await import(join(import.meta.dirname, '../..', file!))) as Record<string, unknown>)[name!]
  if (!(found instanceof z.ZodType)) throw new Error(`${path} reads no schema`)
  return found
}

describe('every writing route of the office', () => {
  it('has chosen: what was seen, or why that does not matter', () => {
    expect(Object.keys(GUARDED).filter((name) => name in FREE)).toEqual([])
    expect([...Object.keys(GUARDED), ...Object.keys(FREE)].toSorted()).toEqual(writing.map(nameOf).toSorted())
  })

  it.each(writing.filter((route) => nameOf(route) in GUARDED).map((route) => [nameOf(route), route] as const))(
    '%s refuses a request that does not say what was seen',
    async (name, route) => {
      const { error } = (await schemaOf(route)).safeParse({})
      const missing = error?.issues.map(({ path }) => String(path[0]))
      for (const field of GUARDED[name]!) expect(missing).toContain(field)
    },
  )

  it('names the newest decision that was seen about each content', async () => {
    const { decideSchema } = await import('#shared/content/input.ts')
    const entry = { collection: 'items', id: 'a', hash: 'x'.repeat(16) }
    const { error } = decideSchema.safeParse({ decision: 'approved', comment: '', entries: [entry] })
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain('entries.0.seen')
  })
})
