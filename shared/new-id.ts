import { v7 } from 'uuid'

/** A new id: the key by which the server knows a repeated request, sortable by its time. */
export const newId = (): string => v7()
