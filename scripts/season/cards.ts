/** Knowledge cards of the invented season: some are published, one waits for review, one is a draft. */
import type { CardKind } from '#shared/card/card.ts'
import type { Role } from '#shared/member/role.ts'

export interface CardPlan {
  kind: CardKind
  by: Role
  title: string
  headline: string
  body: string
  scamType: string | null
  /** Days relative to today on which it was written. */
  writtenIn: number
  /** Its status; a published one was reviewed by the officer an hour later. */
  stage: 'draft' | 'submitted' | 'approved'
  /** The officer's comment. */
  comment?: string
}

export const CARDS: readonly CardPlan[] = [
  {
    kind: 'case',
    by: 'volunteer',
    scamType: 'fake-procurement',
    writtenIn: -34,
    stage: 'approved',
    title: '学校订肉，先叫她垫八千',
    headline: '订货的叫您替他垫钱，就是骗局',
    comment: '写得很清楚，集市上就讲这个。',
    body: `## 怎么回事

集市上卖肉的王婶接到电话。对方说是学校食堂的，要订八十斤排骨，下午来拉。

过了一会儿又说，还缺一批罐头，学校不方便自己买，请她先垫 8000 元，连排骨一起结账。还发来一张盖了章的纸。

## 她是怎么躲过去的

王婶的儿子正好在摊上。他说：我们去学校门口问一声。门卫说，食堂进货从来不打电话订。

> 只卖自己店里有的东西，不替人垫钱。`,
  },
  {
    kind: 'method',
    by: 'docent',
    scamType: null,
    writtenIn: -27,
    stage: 'approved',
    title: '集市摆摊，先请人玩一局',
    headline: '先玩后讲，比发传单留得住人',
    body: `## 我们是这样做的

1. 摊位对着路口，屏转向人走过来的方向。
2. 先不讲，请人猜一条消息是真是假。
3. 猜错了，再讲为什么。猜对了，请他讲给旁边的人听。

## 两样不要做

- 不要一上来就发传单，人拿了就走。
- 不要笑话猜错的人。猜错一次，记得最牢。`,
  },
  {
    kind: 'experience',
    by: 'volunteer',
    scamType: 'pension-investment',
    writtenIn: -16,
    stage: 'approved',
    title: '跟老人讲，从他的事讲起',
    headline: '先听他说，再讲骗局',
    body: `上门的时候，我先不提“诈骗”两个字。我问：最近有没有人请您去听课、去旅游？

有一位老伯说，下周有大巴来接，去山里看养老院。我就陪他一条一条地问：

- 钱交给谁？
- 合同上盖的是哪家的章？
- 子女知道不知道？

问到第三条，他自己说：那我先打个电话给女儿。

> 不要替他做主，陪他把该问的问完。`,
  },
  {
    kind: 'tip',
    by: 'docent',
    scamType: 'fake-service-sms',
    writtenIn: -6,
    stage: 'approved',
    title: '“领补贴”的二维码，别扫',
    headline: '要您填验证码的，都不是发钱',
    body: `## 什么样子

群里有人发来一张图，说是“取暖补贴”，扫码就能领。打开以后，要填银行卡号和验证码。

## 怎么办

- 不扫，不填，也不转给别人。
- 告诉群主，请他把图删掉。
- 已经填了，马上打银行卡背面的电话，再打 110。`,
  },
  {
    kind: 'case',
    by: 'volunteer',
    scamType: 'ai-impersonation',
    writtenIn: -1,
    stage: 'submitted',
    title: '视频里的“孙子”要三千',
    headline: '视频里看着像，也要打回去问',
    comment: '请补一句：家里的暗号是怎么约的。',
    body: `邻居接到一个视频，里面的人看着像孙子，说手机坏了，借同学的号，要 3000 元修手机。画面停了两次，没说几句就断了。

她照我们教的，打了孙子原来的号码。孙子正在上课，什么事也没有。`,
  },
  {
    kind: 'tip',
    by: 'docent',
    scamType: 'fake-customer-service',
    writtenIn: 0,
    stage: 'draft',
    title: '快递丢了，先看自己的订单',
    headline: '',
    body: '说快递丢了要赔钱的，先挂电话，打开自己的订单看一看。',
  },
]
