/** What a line says of an error: which one and where, in few words, and nothing that somebody has typed or carries. */
import { inspect } from 'node:util'

/** Characters of a line's text; what goes on longer says no more. */
const LENGTH_MAX = 300

const isWord = (part: string) => /^[a-z][a-z_.-]{0,24}$/.test(part)

/**
 * The shape of an address: without its query, and with `:x` for every part that is not a plain word, because codes,
 * tokens of invitations and ids stand there.
 */
export function shapeOf(address: string): string {
  const [, first = '', ...rest] = (address.split(/[?#]/)[0] ?? '').split('/')
  const isCode = first === 's' || first === 'join'
  const parts = [first, ...rest.slice(0, 6)].map((part, n) =>
    part === '' || (isWord(part) && !(isCode && n)) ? part : ':x',
  )
  return `/${parts.join('/')}`
}

/** One line without addresses' ends, tokens, hashes and ids. */
function clean(text: string): string {
  const plain = text
    .slice(0, 4 * LENGTH_MAX)
    .replace(/\/(?:api|s|join|cards|console)\/[^\s"')]*/g, shapeOf)
    .replace(/\?[^\s"')]*/g, '')
    .replace(/\\x[0-9a-f]+/gi, '…')
    .replace(/(?=[\w-]*\d)[\w-]{20,}/g, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return plain.length > LENGTH_MAX ? `${plain.slice(0, LENGTH_MAX)}…` : plain
}

const textOf = (error: Error, name: string): string => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** The error that tells the reason: not the one that a query builder, a router or a list has put around it. */
function innermost(error: Error): Error {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  const isWrapped = error instanceof AggregateError || 'params' in error || 'statusCode' in error
  return isWrapped && inner instanceof Error ? innermost(inner) : error
}

function messageOf(error: Error): string {
  // The query builder's own message lists all parameters.
  if ('params' in error) return 'Failed query'
  const message = error.message.split('\n')[0] ?? ''
  // In data exceptions the database quotes the value that it could not take.
  return textOf(error, 'code').startsWith('22') ? message.replace(/"[^"]*"/g, '"…"') : message
}

/** The first place in our own code, below the folder of the project. */
function placeOf(error: Error): string | undefined {
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line))
  return frame && /(?:\.output|server|scripts|shared)\/[^\s)]+/.exec(frame)?.[0]
}

export interface Words {
  text: string
  /** File, line and column. */
  at?: string
}

/** @param what an error or anything else that was thrown or said */
export function wordsOf(what: unknown): Words {
  if (typeof what === 'string') return { text: clean(what) }
  if (!(what instanceof Error)) return { text: clean(inspect(what, { depth: 1, breakLength: Infinity })) }
  const error = innermost(what)
  const code = textOf(error, 'code')
  const at = placeOf(error) ?? placeOf(what)
  return { text: clean(`${error.name}${code && ` ${code}`}: ${messageOf(error)}`), ...(at && { at }) }
}
