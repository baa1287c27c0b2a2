/** A card as its page receives it, and a component to run a composable in. */
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { defineComponent, h } from 'vue'
import type { CardDetail } from '#shared/card/view.ts'

export const ID = '01993e2a-1111-7222-8333-123456789012'

export const detailOf = (over: Partial<CardDetail['card']> = {}): CardDetail => ({
  today: '2026-11-24',
  card: {
    id: ID,
    authorId: 'm1',
    authorName: '李网格',
    authorRole: 'volunteer',
    version: 2,
    stage: 'draft',
    publishedVersion: null,
    withdrawn: false,
    discarded: false,
    kind: 'tip',
    title: '标题',
    headline: '一句话',
    body: '正文',
    scamType: null,
    source: '',
    expiresOn: null,
    savedAt: '2026-11-24T00:00:00.000Z',
    returnReason: null,
    withdrawReason: null,
    withdrawnAt: null,
    publishedAt: null,
    publishedUntil: null,
    urgent: false,
    screensUntil: null,
    ...over,
  },
  html: '<p>正文</p>',
  pictures: [],
  comments: [],
  versions: [],
  scamTypes: [],
})

/** Runs a composable inside a component. */
export async function inside<T>(use: () => T): Promise<{ used: T; leave: () => void }> {
  let used!: T
  const wrapper = await mountSuspended(
    defineComponent({
      setup() {
        used = use()
        return () => h('div')
      },
    }),
  )
  return { used, leave: () => wrapper.unmount() }
}
