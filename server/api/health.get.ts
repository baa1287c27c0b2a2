import { defineEventHandler } from 'h3'
import type { OkReply } from '#shared/reply.ts'

/** Liveness: the process answers. No detail, no database. */
export default defineEventHandler((): OkReply => ({ ok: true }))
