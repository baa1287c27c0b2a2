/**
 * Characters that people take for each other, in the names of people: traditional and variant forms, near twins, and
 * letters of other scripts. Unicode's normal forms keep them apart. Where a pair is not really a disguise (王玉 beside
 * 王王), the account merely stands beside both names.
 */
const ALIKE = [
  // Traditional and variant forms of family names, of common given names, and of what roles are called.
  ...'陈陳 张張 刘劉 赵趙 吴吳 孙孫 马馬 郑鄭 冯馮 韩韓 杨楊 许許 邓鄧 萧肖蕭 叶葉 钱錢 钟鍾鐘 卢盧 苏蘇 贾賈'.split(
    ' ',
  ),
  ...'谭譚 陆陸 顾顧 罗羅 闫阎閻 龚龔 汤湯 严嚴 应應 龙龍 华華 国國 军軍 东東 伟偉 强強 红紅 丽麗'.split(' '),
  ...'兰蘭 云雲 凤鳳 宁寧甯 义義 长長 门門 见見 车車 员員 贝貝 统統 系係 讲講 愿願 峰峯 群羣 泽澤 颖穎 晓曉'.split(' '),
  // Near twins.
  ...'官宫宮宦 己已巳 未末 土士 日曰 千干于 人入 大太犬 天夫 田由甲申 刀力 木本 王玉 戊戌戍 免兔 毛手 午牛'.split(' '),
  ...'白自 今令 候侯 季李 师帅 鸟乌 晴睛 亨享 拆折 折析 徽微 芬芳 茵菌 洁沽 冶治 冼洗 扬杨 揚楊'.split(' '),
  // Letters and digits: Latin, Cyrillic, Greek.
  ...'aаα bв cсϲ eеε hнһ iіι1l jј kкκ mм nп oоο0 pрρ sѕ tтτ vν xхχ yуγ'.split(' '),
]

/** Each character to the first of its group; one that is in two groups joins them. */
const FIRST = new Map<string, string>()
for (const group of ALIKE) {
  const [first = '', ...others] = group
  const all = FIRST.get(first) ?? others.flatMap((other) => FIRST.get(other) ?? [])[0] ?? first
  for (const each of group) FIRST.set(each, all)
}

/** The same text for all that look like it. @param text in small letters */
export const unified = (text: string): string => [...text].map((each) => FIRST.get(each) ?? each).join('')
