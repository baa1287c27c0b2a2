// @vitest-environment nuxt
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { clearNuxtData, useRouter } from '#imports'
import LibraryPage from '../../pages/scams/index.vue'
import type { ScamCard } from '../../shared/content/card.ts'
import type { SearchDoc } from '../../shared/content/search.ts'

const card = (id: string, title: string, audiences: ScamCard['audiences']): ScamCard => ({
  id,
  title,
  badge: title[0]!,
  rank: 1,
  picture: `/scams/${id}.svg`,
  pictureAlt: title,
  audiences,
  channels: ['call'],
  summary: title,
  rule: `${title}的口诀`,
})
const doc = (id: string, title: string, pinyin: string): SearchDoc => ({
  id,
  title,
  aliases: '',
  summary: '',
  signs: '',
  body: '',
  pinyin,
})
let indexAsked = 0

registerEndpoint('/api/scams', () => [
  card('task-rebate', '刷单返利', ['student']),
  card('romance', '网络婚恋交友', ['elder']),
])
registerEndpoint('/api/scams/search-index', () => {
  indexAsked += 1
  return [doc('task-rebate', '刷单返利', 'shuadanfanli sdfl'), doc('romance', '网络婚恋交友', 'wangluohunlian wlhl')]
})

async function openLibrary(path: string) {
  await useRouter().push(path)
  return mountSuspended(LibraryPage, { route: path })
}
const titles = (page: Awaited<ReturnType<typeof openLibrary>>) => page.findAll('h2').map((heading) => heading.text())

describe('scam library', () => {
  beforeEach(() => {
    indexAsked = 0
    clearNuxtData()
  })

  it('shows all without fetching the index, and fetches it when search is first used', async () => {
    const page = await openLibrary('/scams')
    expect(titles(page)).toEqual(['刷单返利', '网络婚恋交友'])
    expect(page.find('.count').text()).toBe('一共 2 种骗局')
    expect(indexAsked).toBe(0)
    await page.find('input').trigger('focus')
    await expect.poll(() => indexAsked).toBe(1)
  })

  it('finds by pinyin, announces the count, and writes the search into the address', async () => {
    const page = await openLibrary('/scams')
    await page.find('input').setValue('shuadan')
    await expect.poll(() => titles(page)).toEqual(['刷单返利'])
    expect(page.find('[role="status"]').text()).toBe('找到 1 种骗局')
    await expect.poll(() => useRouter().currentRoute.value.query).toEqual({ q: 'shuadan' })
  })

  it('filters by what stands in the address and says so', async () => {
    const page = await openLibrary('/scams?audience=elder')
    expect(titles(page)).toEqual(['网络婚恋交友'])
    expect(page.findAll('[aria-current]').map((chip) => chip.text())).toEqual(['中老年人', '全部'])
  })

  it('leads on when nothing is found', async () => {
    const page = await openLibrary('/scams?q=xyzzy')
    await expect.poll(() => page.text()).toContain('没有找到“xyzzy”')
    expect(page.find('a[href="tel:96110"]').exists()).toBe(true)
  })
})
