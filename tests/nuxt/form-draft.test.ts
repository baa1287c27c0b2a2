import { describe, expect, it, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { answerWith, freshForms, open, received } from './form-page.ts'

freshForms()

/** Opens the form, types, and leaves it, as Escape or another page does. */
async function leave(text: string, options: Parameters<typeof open>[0] = { draft: 'talk' }) {
  const { name, wrapper } = await open(options)
  await name.setValue(text)
  wrapper.unmount()
}
const buttonOf = ({ wrapper }: Awaited<ReturnType<typeof open>>, text: string) =>
  wrapper.findAll('.notice button').find((button) => button.text() === text)!

describe('a draft', () => {
  it('outlives leaving, is offered in one line, and is forgotten once it is stored', async () => {
    await leave('写到一半')
    const form = await open({ draft: 'talk' })
    // Offered, not filled in: nobody sends what they have given up.
    expect(form.form.values.name).toBe('')
    expect(form.wrapper.find('.notice').text()).toContain('上次没填完的还在')
    await buttonOf(form, '接着填').trigger('click')
    expect(form.form.values.name).toBe('写到一半')
    expect(form.wrapper.find('.notice').exists()).toBe(false)
    await expect.poll(() => document.activeElement).toBe(form.name.element)
    expect(await form.form.submit()).toBe(true)
    await expect.poll(() => localStorage.length).toBe(0)
  })

  it('is forgotten too where the dialog closes as soon as it is stored', async () => {
    const dialog = await open({ draft: 'talk', closes: true })
    await dialog.name.setValue('写好了')
    expect(localStorage.length).toBe(1)
    expect(await dialog.form.submit()).toBe(true)
    expect(localStorage.length).toBe(0)
  })

  it('is thrown away by a press', async () => {
    await leave('写到一半')
    const form = await open({ draft: 'talk' })
    await buttonOf(form, '不要了').trigger('click')
    expect(form.wrapper.find('.notice').exists()).toBe(false)
    expect(localStorage.length).toBe(0)
  })

  it('is still there when the offer was passed over and something else was typed', async () => {
    await leave('一大段文字')
    await leave('手滑')
    const form = await open({ draft: 'talk' })
    await buttonOf(form, '不要了').trigger('click')
    await buttonOf(form, '接着填').trigger('click')
    expect(form.form.values.name).toBe('一大段文字')
  })

  it('leaves alone what was typed into another field before it is taken', async () => {
    await leave('写到一半')
    const form = await open({ draft: 'talk' })
    await form.seats.setValue('30')
    await buttonOf(form, '接着填').trigger('click')
    expect(form.form.values).toEqual({ name: '写到一半', seats: 30 })
  })

  it('is kept through a failed sending, and is the same thing when it is sent again days later', async () => {
    answerWith(() => new AppError('unavailable'))
    const { form, name, wrapper } = await open({ draft: 'talk' })
    await name.setValue('写好了')
    expect(await form.submit()).toBe(false)
    wrapper.unmount()
    answerWith(() => ({ ok: true }))
    const again = await open({ draft: 'talk' })
    await buttonOf(again, '接着填').trigger('click')
    expect(await again.form.submit()).toBe(true)
    expect(received).toHaveLength(2)
    expect(received[1]!.id).toBe(received[0]!.id)
  })

  it('never holds a secret, and is not kept for one alone', async () => {
    const { name, seats } = await open({ draft: 'talk', secret: ['name'] })
    await name.setValue('geheim99')
    expect(localStorage.length).toBe(0)
    await seats.setValue('12')
    expect(JSON.stringify({ ...localStorage })).toContain('12')
    expect(JSON.stringify({ ...localStorage })).not.toContain('geheim99')
  })

  it('is not offered to another member, and is found again by its own', async () => {
    const member = useState<object | undefined>('member')
    const as = (id: string) => {
      member.value = { id, name: id, role: 'officer' }
    }
    try {
      as('one')
      await leave('只给自己看')
      as('two')
      expect((await open({ draft: 'talk' })).wrapper.find('.notice').exists()).toBe(false)
      as('one')
      expect((await open({ draft: 'talk' })).wrapper.text()).toContain('上次没填完的还在')
    } finally {
      member.value = undefined
    }
  })

  it('ends after two weeks, and is not taken for one where something else lies under its name', async () => {
    await leave('很久以前')
    const key = Object.keys(localStorage)[0]!
    const [draft] = JSON.parse(localStorage.getItem(key)!) as { at: number }[]
    localStorage.setItem(key, JSON.stringify([{ ...draft, at: Date.now() - 15 * 24 * 3600_000 }]))
    expect((await open({ draft: 'talk' })).wrapper.find('.notice').exists()).toBe(false)
    expect(localStorage.length).toBe(0)
    for (const odd of [
      '{"title":"x"}',
      '[{"id":"a","at":1e15,"was":{},"values":{"name":5,"seats":null}}]',
      '[7]',
      'x',
    ]) {
      localStorage.setItem(key, odd)
      const { form, wrapper } = await open({ draft: 'talk' })
      expect(form.values).toEqual({ name: '', seats: null })
      expect(wrapper.find('.notice').exists()).toBe(false)
    }
  })

  it('makes room for itself where the storage is full of older ones', async () => {
    for (let old = 0; old < 9; old += 1) {
      const draft = { id: `${old}`, at: Date.now() - 1e6 * (9 - old), was: {}, values: { text: 'x'.repeat(90_000) } }
      localStorage.setItem(`draft:guest:old-${old}`, JSON.stringify([draft]))
    }
    await leave('写到一半')
    const left = Object.keys(localStorage)
    expect(left).toContain('draft:guest:talk')
    expect(left).toContain('draft:guest:old-8')
    expect(left).not.toContain('draft:guest:old-0')
    expect(Object.values({ ...localStorage }).join('').length).toBeLessThan(500_000)
  })

  it('outlives a closed dialog where nothing can be stored, and says before the page would lose it', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => null,
      removeItem: () => {},
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    })
    const leaves = () => {
      const event = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(event)
      return !event.defaultPrevented
    }
    const { name, wrapper } = await open({ draft: 'talk' })
    expect(leaves()).toBe(true)
    await name.setValue('写到一半')
    await expect.poll(leaves).toBe(false)
    wrapper.unmount()
    const again = await open({ draft: 'talk' })
    await buttonOf(again, '接着填').trigger('click')
    expect(again.form.values.name).toBe('写到一半')
    vi.unstubAllGlobals()
    await again.name.setValue('写到一半，又写')
    await expect.poll(leaves).toBe(true)
    expect(localStorage.length).toBe(1)
  })
})
