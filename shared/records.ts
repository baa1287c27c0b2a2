/** The keys of a record that is written in the code, typed: such a record has no others. */
export const keysOf = <T extends object>(record: T) => Object.keys(record) as (keyof T & string)[]

/** Whether a word from outside is a key of such a record. */
export const isKeyOf = <T extends object>(record: T, word: PropertyKey): word is keyof T => Object.hasOwn(record, word)
