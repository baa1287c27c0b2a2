/** Printed leaflets: their designs, their sizes, and the words on them. */

/** Longest hook, in characters. */
export const HOOK_MAX = 20

/** Pieces of paper cut from one A4 sheet. Lengths in mm; the printed part keeps `MARGIN` from every cut and edge. */
export const LEAFLET_SIZES = {
  1: { label: '海报，A4 一张', width: 210, height: 297, columns: 1 },
  4: { label: '传单，A4 裁 4 张', width: 105, height: 148.5, columns: 2 },
  8: { label: '卡片，A4 裁 8 张', width: 105, height: 74.25, columns: 2 },
} as const
export type LeafletSize = keyof typeof LEAFLET_SIZES

/** Office printers leave 4 to 5 mm of each edge blank. */
export const MARGIN = 5
/** Smallest type, 9 pt in mm. */
export const TYPE_MIN = 3.175

/**
 * Each design shows how one kind of scam begins. Its example says nothing that the answer of an item in the bank would
 * give away.
 */
export const LEAFLET_DESIGNS = {
  message: {
    label: '一条短信',
    hooks: ['这条短信，您会点开吗？', '补贴到账？先别点链接', '天上掉的钱，您敢接吗？', '这条消息，是真还是假？'],
    from: '陌生号码\u00A0· 刚刚',
    says: '您有一笔补贴 1,680 元待领取。今天 24 点前没有确认的，视为自动放弃……',
    figure: 'grandma',
  },
  call: {
    label: '一个电话',
    hooks: ['电话那头，真是警察吗？', '“您涉嫌洗钱”，您慌吗？', '陌生来电，您会怎么答？', '一个电话，能骗走多少？'],
    from: '来电\u00A0· 自称“公安局”',
    says: '您的银行卡涉案了。不许挂电话，不许告诉家里人，把钱转到安全账户。',
    figure: 'caller',
  },
  rules: {
    label: '三句话',
    hooks: ['要钱的消息，先停三秒', '转账之前，先问一问', '家里老人，请帮他看看', '不点，不转，先打电话问'],
    from: '社区民警',
    says: '拿不准，就先停下来。问一问，比什么都快。',
    figure: 'officer',
  },
} as const
export type LeafletDesign = keyof typeof LEAFLET_DESIGNS

export const RULES = [
  { do: '不点', why: '陌生链接不点开' },
  { do: '不转', why: '没见面先不转账' },
  { do: '先问', why: '拿不准打 96110' },
] as const

/** What stands beside the code. */
export const CODE_TEXT = {
  call: '扫一扫，试试您的眼力',
  note: '十条消息，有真有假。两分钟，不要姓名，不要电话，不花一分钱。',
} as const

/** The same on a card, which has less room. */
export const CARD_CALL = '扫一扫，十条消息考考您'

/** One line of a hook, as it will be printed. */
export const hookText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, HOOK_MAX)
