/** Compresses pages and JSON with gzip, for phones on weak networks; static files are compressed at build time. */
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import {
  appendResponseHeader,
  getRequestHeader,
  getResponseHeader,
  type H3Event,
  removeResponseHeader,
  setResponseHeader,
} from 'h3'

const compress = promisify(gzip)

/** Below this many characters a response fits into one or two packets uncompressed. */
const WORTH_IT = 1_400

/** For Nitro's `beforeResponse`: compresses a text or JSON body with gzip where the client accepts it. */
export async function compressResponse(event: H3Event, response: { body?: unknown }): Promise<void> {
  // Internal requests of the server to itself (it renders the error page this way) copy the client's headers but expect
  // plain text.
  if (!(event.node.req.socket instanceof Socket)) return
  const { body } = response
  const isJson =
    typeof body === 'object' &&
    body !== null &&
    (Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype)
  if (!isJson && typeof body !== 'string') return
  const type = String(getResponseHeader(event, 'content-type') ?? (isJson ? 'application/json' : 'text/html'))
  if (
    getResponseHeader(event, 'content-encoding') ||
    !/^(text\/|application\/(json|manifest\+json)|image\/svg)/.test(type)
  )
    return
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (text.length < WORTH_IT) return
  appendResponseHeader(event, 'vary', 'Accept-Encoding')
  if (!/\bgzip\b/.test(getRequestHeader(event, 'accept-encoding') ?? '')) return
  response.body = await compress(text)
  removeResponseHeader(event, 'content-length')
  setResponseHeader(event, 'content-type', type)
  setResponseHeader(event, 'content-encoding', 'gzip')
}
