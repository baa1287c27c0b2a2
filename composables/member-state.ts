import type { SessionAnswer } from '#shared/member/member.ts'

/**
 * The logged-in member as this page knows them: undefined before the server was asked. Apart from `useMember`, whose
 * rights only the office loads.
 */
export const memberState = () => useState<SessionAnswer['member'] | undefined>('member', () => undefined)
