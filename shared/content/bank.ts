/** What the quiz can draw from today, and what one form needs of each kind. */
export interface BankStock {
  scam: number
  genuine: number
  needed: number
}

/**
 * Why the quiz has too few messages, or '' if it has enough. A form has half of each kind; a second form without
 * repeats needs as many again.
 */
export function shortage({ scam, genuine, needed }: BankStock): string {
  const left = `题库里还有骗局 ${scam} 条、真消息 ${genuine} 条`
  if (Math.min(scam, genuine) < needed) return `${left}，一份问答各要 ${needed} 条：现在凑不齐一份，居民答的题会变少。`
  if (Math.min(scam, genuine) < needed * 2)
    return `${left}，一份问答各要 ${needed} 条：同一位居民第二次答会遇到做过的题。`
  return ''
}
