/**
 * Roles of the alliance's members and their rights. The server enforces them; the office only hides what would be
 * refused.
 */
export const ROLES = ['admin', 'officer', 'docent', 'volunteer'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_LABELS: Record<Role, string> = {
  admin: '管理员',
  officer: '民警',
  docent: '讲解员',
  volunteer: '志愿者',
}

/** One-line description of a role, for the person who assigns it. */
export const ROLE_HINTS: Record<Role, string> = {
  admin: '管理成员和警务室资料，其他角色能做的也都能做。',
  officer: '新建和结束宣传活动，管理触点和互动屏，审核和发布知识卡，审核和撤下网站内容，查看操作记录。',
  docent: '添加触点，登记人次，管理互动屏，写知识卡。',
  volunteer: '登记人次，查看触达数据，写知识卡。',
}

/** `noun.verb` rights. Every member may read the office, except where a right is listed. */
const RIGHTS = [
  'member.manage',
  'audit.read',
  'station.edit',
  'campaign.edit',
  'campaign.close',
  'touchpoint.edit',
  'contact.report',
  'screen.manage',
  'reach.read',
  'reach.exclude',
  'card.write',
  'card.review',
  'content.review',
] as const
export type Right = (typeof RIGHTS)[number]

/** For the audit log, where a right was missing. */
export const RIGHT_LABELS: Record<Right, string> = {
  'member.manage': '管理成员',
  'audit.read': '查看操作记录',
  'station.edit': '修改警务室资料',
  'campaign.edit': '编辑宣传活动',
  'campaign.close': '结束宣传活动',
  'touchpoint.edit': '编辑触点',
  'contact.report': '登记人次',
  'screen.manage': '管理互动屏',
  'reach.read': '查看触达数据',
  'reach.exclude': '把不该算的移出统计',
  'card.write': '写知识卡',
  'card.review': '审核知识卡',
  'content.review': '审核网站内容',
}

const GRANTS: Record<Role, readonly Right[]> = {
  admin: RIGHTS,
  officer: [
    'audit.read',
    'campaign.edit',
    'campaign.close',
    'touchpoint.edit',
    'contact.report',
    'screen.manage',
    'reach.read',
    'reach.exclude',
    'card.write',
    'card.review',
    'content.review',
  ],
  docent: ['touchpoint.edit', 'contact.report', 'screen.manage', 'reach.read', 'card.write'],
  volunteer: ['contact.report', 'reach.read', 'card.write'],
}

export function can(role: Role, right: Right): boolean {
  return GRANTS[role].includes(right)
}
