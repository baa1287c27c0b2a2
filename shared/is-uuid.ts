/**
 * Whether a value is written as a uuid. Alone in its file: page rules use it, and what they import every visitor
 * loads.
 */
export const isUuid = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
