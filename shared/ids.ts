/** Schemas of ids in addresses and request bodies. */
import { z } from 'zod'

/** Converted to lower case, as the database returns it, because ids are compared as text in memory. */
export const uuidSchema = z.uuid({ error: '编号的格式不对' }).toLowerCase()
export const idParams = z.object({ id: uuidSchema })
