/** Advice that was once wrong and can be told by its words, and sources that cannot support what cites them. */
import { ownTexts } from './own.ts'
import type { Problem } from './problem.ts'
import type { Sheet } from './sheet.ts'

interface Cited {
  sources: readonly { kind: string; title: string; publisher: string }[]
}

const WRONG: readonly { says: RegExp; unless?: RegExp; message: string }[] = [
  {
    says: /(?:营业厅|运营商)[^。]{0,12}查[^。]{0,12}(?:一张张|几张|全部|所有|都)/,
    unless: /一证通查/,
    message: '一家运营商查不到别家的卡，要用工信部的“一证通查”',
  },
  {
    says: /(?<!\d)(?:00|[+＋])[\s\d-]{0,8}96110/,
    message: '96110 打来，前面可能有区号，不会有 00 或加号',
  },
  {
    says: /96110[^。]{0,6}(?:前面)?(?:没有|不会有|不带)区号|只会?显示[^。]{0,3}96110/,
    message: '96110 打来，前面可能有区号，不能说没有',
  },
  {
    says: /(?:怎么|怎样|如何)[^。？]{0,6}(?:下手|得手|套人|把人套|骗到手)/,
    message: '要从遇到的人这边说，不能站在骗子那边',
  },
  {
    says: /(?:初[一二三中]|小学|[一二三四五六]年级|未成年)[^。]{0,24}卖[^。]{0,6}号/,
    unless: /不(?:买|卖)/,
    message: '未成年人不买卖账号',
  },
]

/** The two crimes of those who help: the first while the crime runs, the second with its proceeds. */
const HELPING = /帮信罪|帮助信息网络犯罪活动罪/
const MOVING = /转(?:账|走|出|移)|取(?:现|出|钱)|走账|过账|跑分/
const HIDING = /掩饰、?隐瞒犯罪所得/

/** Advice of the site itself that is known to be wrong. */
export function checkAdvice(sheet: Sheet, data: object): Problem[] {
  const texts = ownTexts(data)
  const problems = texts.flatMap(({ path, text, whole }) =>
    WRONG.filter(({ says, unless }) => says.test(text) && !unless?.test(whole)).map(({ message }) =>
      sheet.problem(path, 'advice', message),
    ),
  )
  // The name of a law stands apart from what it says, so the file is read as a whole.
  const all = JSON.stringify(data)
  const named = Object.entries(data).find(([, value]) => HELPING.test(JSON.stringify(value)))
  if (named && MOVING.test(all) && !HIDING.test(all))
    problems.push(sheet.problem([named[0]], 'advice', '替人转钱、取钱，除了帮信罪，还要写掩饰、隐瞒犯罪所得罪'))
  return problems
}

const TOP_TEN = /十大高发/
/** Statutes and official publications, whose publisher is the body that issued them. */
const OFFICIAL = /《[^》]*(?:法|条例|办法|规定|意见|解释|手册)》/
const RETELLER = /报$|网$|电视|新闻|客户端|律师|事务所|媒体/

/** Sources that do not support a scene, and retellers named as the publisher of a law. */
export const checkSources = (sheet: Sheet, { sources }: Cited): Problem[] =>
  sources.flatMap(({ kind, title, publisher }, i) => [
    ...(kind === 'scenario' && TOP_TEN.test(title)
      ? [sheet.problem(['sources', i, 'title'], 'source', '十大类型的通报只有数字，撑不起一个情景，请写讲做法的出处')]
      : []),
    ...((OFFICIAL.test(title) || sheet.path.startsWith('laws/')) && RETELLER.test(publisher)
      ? [sheet.problem(['sources', i, 'publisher'], 'source', `${publisher}是转述的，请写发布的机关`)]
      : []),
  ])
