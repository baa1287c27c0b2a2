/**
 * Whether a value is a uuid. In a separate file, because route rules import it, and every visitor loads their imports.
 */
export const isUuid = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
