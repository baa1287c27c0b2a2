/** Single-use links: an invitation lets a new member in, a reset lets a member set a new password. */
import type { Role } from './role.ts'

export const INVITATION_DAYS = 7
export const RESET_HOURS = 24

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
