/**
 * Ids of reach events that follow from something else: the same cause always has the same event, however often it is
 * told.
 */
import { v5 } from 'uuid'

/** Arbitrary, fixed for ever: changing it would count old causes again. */
const NAMESPACE = 'b3a1f6c2-5d0e-4c0b-9a57-3f1f7a9f2d11'

/** @param cause id of the attempt, or for scans the id the phone made. */
export function reachEventId(kind: 'scan' | 'start' | 'completion' | 'share', cause: string): string {
  return v5(`${kind}:${cause}`, NAMESPACE)
}
