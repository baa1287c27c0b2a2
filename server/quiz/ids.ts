/**
 * Deterministic ids of reach events that follow from another event: the same cause always gives the same id, so repeats
 * are deduplicated.
 */
import { v5 } from 'uuid'

/** Arbitrary, but must never change: otherwise repeated causes would be counted again. */
const NAMESPACE = 'b3a1f6c2-5d0e-4c0b-9a57-3f1f7a9f2d11'

/** @param cause id of the attempt, or for scans the id the phone made. */
export function reachEventId(kind: 'scan' | 'start' | 'completion' | 'share', cause: string): string {
  return v5(`${kind}:${cause}`, NAMESPACE)
}
