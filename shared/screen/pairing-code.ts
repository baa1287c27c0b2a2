/** The six digits of a screen that waits to be paired; apart from the schemas, which browsers do not load. */
import { numbersIn } from '../pasted.ts'

export const PAIRING_CODE_LENGTH = 6

/** Those in a text that was pasted with more around them; more than one, if nobody can tell which is meant. */
export const pairingCodesIn = (text: string): string[] => numbersIn(text, PAIRING_CODE_LENGTH)
