import { defineEventHandler } from 'h3'
import { requireSameMember } from '#server/member/same-member.ts'

export default defineEventHandler((event) => {
  if (event.path.startsWith('/api/') && event.method !== 'GET' && event.method !== 'HEAD')
    return requireSameMember(event)
  return undefined
})
