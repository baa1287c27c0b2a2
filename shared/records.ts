/** The keys of a record that is written in the code, typed: such a record has no others. */
export const keysOf = <T extends object>(record: T) => Object.keys(record) as (keyof T & string)[]

/** Whether a word from outside is a key of such a record. */
export const isKeyOf = <T extends object>(record: T, word: PropertyKey): word is keyof T => Object.hasOwn(record, word)

/** A record with a value for each key. */
export const recordOf = <K extends string, V>(keys: readonly K[], valueOf: (key: K) => V) =>
  Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, V>
