/** Schemas of the identifiers that travel in addresses and bodies. */
import { z } from 'zod'

export const uuidSchema = z.uuid({ error: '编号的格式不对' })
export const idParams = z.object({ id: uuidSchema })
