/** The official numbers, and when to use each. The site must not offer to dial any other number. */
export interface Hotline {
  /** The number, or the name of an app. */
  number: string
  /** What it is. */
  name: string
  /** When to use it, in one or two short sentences. */
  when: string
  /** The number to dial; absent where calling makes no sense. */
  dial?: string
}

export const HOTLINES: readonly Hotline[] = [
  {
    number: '96110',
    name: '反诈专线',
    when: '它打来，一定要接：您或家人可能正在被骗。前面可能带区号。拿不准，也可以打过去问。',
    dial: '96110',
  },
  { number: '110', name: '报警电话', when: '钱已经转出去了，马上打。', dial: '110' },
  { number: '12381', name: '预警短信', when: '工信部发来的提醒。里面没有链接，也不让您回电话。' },
  {
    number: '国家反诈中心',
    name: '手机软件',
    when: '可以举报、查风险、核验对方身份，还能收到诈骗预警。报警请打 110。',
  },
]
