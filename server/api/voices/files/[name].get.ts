import { defineEventHandler, handleCacheHeaders, setResponseHeaders } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { partOf } from '#server/http/range.ts'
import { currentMember } from '#server/member/session.ts'
import { readVoiceFile } from '#server/voice/public.ts'
import { voiceFileParams } from '#shared/voice/input.ts'
import { VOICE_FORMATS, type VoiceFormat } from '#shared/voice/voice.ts'

/** The sound of an address never changes: a year, in seconds. */
const MAX_AGE = 365 * 24 * 3600

const FORMATS: Record<string, VoiceFormat> = { ogg: 'ogg', mp3: 'mp3' }

/** A sound, whole or in part: Safari plays nothing from a server that gives no parts. */
export default defineEventHandler(async (event): Promise<Buffer | undefined> => {
  const { name } = parseParams(event, voiceFileParams)
  const [hash = '', ending = ''] = name.split('.')
  const format = FORMATS[ending] ?? 'ogg'
  const { bytes, open } = await readVoiceFile(hash, format, () => currentMember(event))
  setResponseHeaders(event, {
    'content-type': VOICE_FORMATS[format],
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
  })
  const etag = `"${hash}-${format}"`
  if (open && handleCacheHeaders(event, { maxAge: MAX_AGE, cacheControls: ['public', 'immutable'], etag }))
    return undefined
  if (!open) setResponseHeaders(event, { 'cache-control': 'private, no-store' })
  return partOf(event, Buffer.from(bytes), etag)
})
