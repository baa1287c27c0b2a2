/** What the figures of a quiz mean: defined once, shown wherever they appear. */
export const QUIZ_MEASURES = {
  caught: '骗局识破：十条消息里有五条是骗局，您认出了其中几条。',
  trusted: '真消息没冤枉：另外五条是真的，您没有当成骗局的有几条。',
  why: '两个数分开算：见什么都说是骗局，第一个数会很高，第二个数就低了。真正的本事，是两样都分得清。',
  privacy:
    '不记名：不收姓名、电话和定位。手机里只存一个随机编号、答题进度和做过哪些题，好不出重复的题。活动结束后，系统就对不上这个编号了；换一次活动，也认不出是同一部手机。',
} as const
