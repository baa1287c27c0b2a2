/**
 * What to do after money was transferred: the steps follow a notice of 绍兴 (2025-06-01), the 48 hours of an emergency
 * stop-payment a press report. Nothing here advises acting against another person's account.
 */
export interface HelpStep {
  title: string
  text: string
  /** The same in short, for the home page. */
  short: string
}

export const HELP_STEPS: readonly HelpStep[] = [
  {
    title: '停下来',
    short: '不再转账，挂断电话',
    text: '不再转一分钱。挂断电话，退出屏幕共享；退不出来，就关掉无线网和流量，别开飞行模式。对方说“再转一笔就退给您”，也是假的。',
  },
  {
    title: '马上打 110',
    short: '越早打，越有希望拦住',
    text: '越早报警，越有希望把钱拦下来。不用先和对方理论，也不用先攒齐材料。',
  },
  {
    title: '说清这几样',
    short: '时间、金额、对方账户',
    text: '什么时候转的，转了多少，对方的户名、账号和开户行。转账记录里都有，照着念。',
  },
  {
    title: '留好证据',
    short: '聊天和转账记录别删',
    text: '聊天记录、通话记录、转账凭证、对方的账号和网址，都不要删，先截图。',
  },
  {
    title: '去派出所',
    short: '带上身份证和手机',
    text: '带上身份证、手机和银行卡，到最近的派出所报案，也可以来警务室找民警。',
  },
  {
    title: '冻结自己的卡',
    short: '密码说出去了，先冻结',
    text: '验证码、密码告诉了别人，打完 110 马上打自己银行卡背面的客服电话，冻结自己的卡，再改密码。',
  },
]

/** Questions of the operator of 110; blank lines on the printed sheet. */
export const REPORT_FIELDS: readonly { label: string; example: string }[] = [
  { label: '转账时间', example: '哪一天，几点几分' },
  { label: '转账金额', example: '一共几笔，每笔多少' },
  { label: '对方户名', example: '收款人的名字' },
  { label: '对方账号', example: '银行卡号或收款账号' },
  { label: '开户行', example: '哪家银行，哪个支行' },
]

export const HELP_SOURCES = [
  { title: '《发现被骗，这样做及时止损》', publisher: '绍兴网，2025 年 6 月 1 日' },
  { title: '涉案账户紧急止付和快速冻结机制的通知', publisher: '中国人民银行等四部门，2016 年' },
]
