import { afterAll, describe, expect, it } from 'vitest'
import { readScam } from '#server/content/scams.ts'
import { provideLibrary } from '#server/content/library.ts'
import { toLawView } from '#shared/content/card.ts'
import type { Law } from '#shared/content/law.ts'
import { useRealLibrary } from '../fixtures/library.ts'

const library = useRealLibrary()
const NOW = new Date('2026-11-25T12:00:00+08:00')
const LATER = new Date('2040-01-01T12:00:00+08:00')
afterAll(() => provideLibrary(undefined))

describe('the page of a scam type', () => {
  it('brings laws, scenarios and drills of its type', async () => {
    for (const scam of library.scams) {
      const page = await readScam(scam.id, NOW)
      expect([page.expired, page.laws.map(({ id }) => id)]).toEqual([false, scam.laws])
      expect(page.scenarios.map(({ id }) => id)).toEqual(
        library.scenarios.filter(({ scamType }) => scamType === scam.id).map(({ id }) => id),
      )
      expect(page.drills).toBe(library.drills.filter(({ scamType }) => scamType === scam.id).length)
    }
    expect((await readScam('task-rebate', NOW)).scenarios).toEqual([{ id: 'task-rebate', title: expect.any(String) }])
  })
  it('stays when it has expired and says so, but leads to nothing that has', async () => {
    expect(await readScam('task-rebate', LATER)).toMatchObject({ expired: true, laws: [], scenarios: [], drills: 0 })
    // The last day is still valid.
    const { expires } = library.scamById.get('task-rebate')!
    expect((await readScam('task-rebate', new Date(`${expires}T23:59:00+08:00`))).expired).toBe(false)
  })
  it('names the article of a law only once an officer has read it', () => {
    const law = {
      id: 'x',
      title: '卖卡借卡要受罚',
      statute: '《反电信网络诈骗法》',
      article: 44,
      text: '没收违法所得。',
      reviewer: 'pending',
    } as Law
    expect(toLawView(law)).not.toHaveProperty('article')
    expect(toLawView({ ...law, reviewer: 'officer' })).toMatchObject({ article: 44, statute: '《反电信网络诈骗法》' })
    const { article: _, ...without } = law
    expect(toLawView({ ...without, reviewer: 'officer' } as Law)).not.toHaveProperty('article')
  })
})
