import { defineEventHandler } from 'h3'
import type { OkReply } from '#shared/reply.ts'

/** Liveness: the process answers. No details, no database access. */
export default defineEventHandler((): OkReply => ({ ok: true }))
