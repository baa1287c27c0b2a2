/** Schemas of the identifiers that travel in addresses and bodies. */
import { z } from 'zod'

/** In lower case, as the database gives it back: ids are compared as text in memory. */
export const uuidSchema = z.uuid({ error: '编号的格式不对' }).toLowerCase()
export const idParams = z.object({ id: uuidSchema })
