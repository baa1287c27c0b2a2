/** What is wrong with the computer stands above every page of the office, and goes by itself. */
import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import ConsoleLayout from '~/layouts/console.vue'

it('tells of a disk that gets full and of a clock that is not right, while they are so', async () => {
  let answer = { cards: 3, content: 0, clock: null as string | null, space: null as number | null }
  registerEndpoint('/api/console/waiting', () => answer)
  memberState().value = { id: 'm1', stationId: 's1', login: 'li', name: '李警官', role: 'volunteer' }
  const office = await mountSuspended(ConsoleLayout)
  await expect.poll(() => office.text(), { timeout: 10_000 }).toContain('3 条待审核')
  expect(office.find('[role=alert], .notice').exists()).toBe(false)
  answer = { ...answer, clock: '服务器电脑的时钟突然快了一天以上', space: 120 }
  await refreshNuxtData('waiting')
  await expect.poll(() => office.text(), { timeout: 10_000 }).toContain('服务器的磁盘只剩 120 MB')
  expect(office.text()).toContain('时钟突然快了一天以上')
  answer = { ...answer, clock: null, space: 0 }
  await refreshNuxtData('waiting')
  await expect.poll(() => office.text(), { timeout: 10_000 }).toContain('服务器的磁盘只剩 0 MB')
  expect(office.text()).not.toContain('时钟')
  office.unmount()
})
