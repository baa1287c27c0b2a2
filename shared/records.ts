/** The keys of an object literal, typed; safe because it has no other keys. */
export const keysOf = <T extends object>(record: T) => Object.keys(record) as (keyof T & string)[]

/** Whether an external string is a key of such an object. */
export const isKeyOf = <T extends object>(record: T, word: PropertyKey): word is keyof T => Object.hasOwn(record, word)

/** An object with a value for each key. */
export const recordOf = <K extends string, V>(keys: readonly K[], valueOf: (key: K) => V) =>
  Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, V>
