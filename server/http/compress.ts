/** Pages and JSON go gzipped to phones on weak networks; files of the build are compressed beforehand. */
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

/** Below this many characters an answer fits a packet or two as it is. */
const WORTH_IT = 1_400

/** For Nitro's `beforeResponse`: replaces a body of text or JSON by its gzip where the client takes it. */
export async function compressResponse(event: H3Event, response: { body?: unknown }): Promise<void> {
  // The server asking itself (it draws the error page so) passes on the client's headers but reads plain text.
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
