/** Who sends a scan or a start, as far as it matters for what counts. */
import type { H3Event } from 'h3'
import { ensureDeviceToken, readDeviceToken } from '#server/campaign/device.ts'
import { isAhead, isProgram } from '#server/campaign/robots.ts'
import { addressOf } from '#server/http/client.ts'
import { networkOf } from '#server/http/network.ts'
import { currentMember } from '#server/member/session.ts'
import type { AttemptReason } from '#shared/campaign/tally.ts'

interface Visit<Reason> {
  /** Returns the device's token; called only once the code is known to be valid. */
  token: () => string
  /** Of the client (`networkOf`); undefined: not limited. */
  network?: string
  /** Why it does not count. */
  leftOut?: Reason
}
/** `ahead`: the browser reports it again once the page is shown. */
export type ScanVisit = Visit<'member' | 'bot' | 'ahead'>
export type StartVisit = Visit<Exclude<AttemptReason, 'too_quick' | 'repeated' | 'refused'>>

/** What is not a resident's phone. */
async function strangerOf(event: H3Event): Promise<'bot' | 'member' | undefined> {
  if (isProgram(event.node.req.headers['user-agent'])) return 'bot'
  return (await currentMember(event)) ? 'member' : undefined
}

const sender = (event: H3Event) => ({ token: () => ensureDeviceToken(event), network: networkOf(addressOf(event)) })

export async function scanVisitOf(event: H3Event): Promise<ScanVisit> {
  return { ...sender(event), leftOut: isAhead(event.node.req.headers) ? 'ahead' : await strangerOf(event) }
}

/**
 * The same for a start. A phone has its cookie by then, from its scan; one that brings none may never keep one, and
 * would be a new device with each press. It counts once an answer has proved that it kept the cookie.
 */
export async function startVisitOf(event: H3Event): Promise<StartVisit> {
  const isNew = readDeviceToken(event) === undefined
  return { ...sender(event), leftOut: (await strangerOf(event)) ?? (isNew ? 'no_cookie' : undefined) }
}
