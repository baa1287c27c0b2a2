import { defineEventHandler } from 'h3'
import { readPublicStation } from '#server/member/station.ts'
import type { Station } from '#shared/member/station.ts'

export default defineEventHandler((): Promise<Station> => readPublicStation())
