import { defineEventHandler } from 'h3'

/** Liveness: the process answers. No detail, no database. */
export default defineEventHandler(() => ({ ok: true }))
