/** Single-use links: an invitation lets a new member in, a reset lets a member set a new password. */
import type { Role } from './role.ts'

export const INVITATION_DAYS = 7
export const RESET_HOURS = 24
/** Characters of the token of an invitation: 32 bytes in base64url. */
const INVITATION_TOKEN_LENGTH = 43
/** The same of a reset: id (16 bytes), epoch (4), expiry in seconds (6), HMAC-SHA-256 (32). */
export const RESET_TOKEN_LENGTH = 78
export const TOKEN_LENGTHS = [INVITATION_TOKEN_LENGTH, RESET_TOKEN_LENGTH] as const

/** The content of a single-use link. Response of `GET /api/invitations/:token`. */
export type Offer =
  | { kind: 'join'; stationName: string; name: string; role: Role; expiresAt: string }
  | { kind: 'reset'; stationName: string; name: string; login: string; expiresAt: string }

export type InvitationState = 'open' | 'used' | 'expired' | 'revoked'

export const INVITATION_STATE_LABELS: Record<InvitationState, string> = {
  open: '等待加入',
  used: '已加入',
  expired: '已过期',
  revoked: '已撤回',
}

export function invitationState(
  invitation: { usedAt: Date | null; revokedAt: Date | null; expiresAt: Date },
  now: Date,
): InvitationState {
  if (invitation.usedAt) return 'used'
  if (invitation.revokedAt) return 'revoked'
  return invitation.expiresAt.getTime() <= now.getTime() ? 'expired' : 'open'
}

/** A row of the office's list. */
export interface InvitationRow {
  id: string
  name: string
  role: Role
  state: InvitationState
  createdBy: string
  createdAt: string
  expiresAt: string
}

export interface InvitationList {
  invitations: InvitationRow[]
}

/** A link that is shown only once. */
export interface OneTimeLink {
  url: string
  /** ISO instant. */
  expiresAt: string
}

export interface InvitationLink extends OneTimeLink {
  id: string
}
