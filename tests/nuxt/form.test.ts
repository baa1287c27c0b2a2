import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { answerWith, freshForms, open, received } from './form-page.ts'

freshForms()

describe('a form', () => {
  it('sends what is typed, once for a double press, and is clean afterwards', async () => {
    const { form, name, send, done } = await open()
    expect(form.dirty).toBe(false)
    await name.setValue('讲座')
    expect(form.dirty).toBe(true)
    await Promise.all([send(), send()])
    await expect.poll(() => done).toEqual([{ ok: true }])
    expect(received.map(({ name: sent }) => sent)).toEqual(['讲座'])
    expect(form.dirty).toBe(false)
    expect(form.busy).toBe(false)
  })

  it('shows what the server finds wrong at its field, and leads to the first', async () => {
    answerWith(() => new AppError('bad_input', undefined, { seats: '请填整数' }))
    const { form, wrapper, name, seats, send } = await open()
    await name.setValue('讲座')
    name.element.focus()
    await send()
    await expect.poll(() => document.activeElement).toBe(seats.element)
    expect(seats.attributes('aria-invalid')).toBe('true')
    expect(name.attributes('aria-invalid')).toBeUndefined()
    // Said once: as the description of the field that has the focus, and nowhere else.
    expect(wrapper.text().split('请填整数')).toHaveLength(2)
    expect(wrapper.find('[role="alert"]').exists()).toBe(false)
    expect(wrapper.find(`#${seats.attributes('aria-describedby')}`).text()).toBe('请填整数')
    expect(form.dirty).toBe(true)
    expect(form.values).toEqual({ name: '讲座', seats: null })
  })

  it('takes a message back once its field holds something else, and only that', async () => {
    answerWith(() => new AppError('bad_input', undefined, { name: '请填写名称', seats: '请填整数' }))
    const { form, wrapper, name, send } = await open()
    await send()
    await expect.poll(() => name.attributes('aria-invalid')).toBe('true')
    await name.setValue('讲座')
    expect(name.attributes('aria-invalid')).toBeUndefined()
    expect(wrapper.text()).not.toContain('请填写名称')
    expect(wrapper.text()).toContain('请填整数')
    form.values.seats = 5
    await expect.poll(() => wrapper.text()).not.toContain('请填整数')
    expect(wrapper.find('.notice').exists()).toBe(false)
    expect(form.error).toBeUndefined()
  })

  it('tells above the fields what belongs to none of them', async () => {
    answerWith(() => new AppError('bad_input', undefined, { name: '请填写名称', body: '正文太长' }))
    const { wrapper, send } = await open()
    await send()
    await expect.poll(() => wrapper.find('.notice').exists()).toBe(true)
    expect(wrapper.find('.notice').text()).toContain('正文太长')
    expect(wrapper.find('.notice').text()).not.toContain('请填写名称')
  })

  it('says nothing twice where each message has its field', async () => {
    answerWith(() => new AppError('conflict', '这个名称已经有人用了，请换一个。', { name: '已经有人用了，请换一个' }))
    const { form, wrapper, send } = await open({ outside: true })
    await send()
    await expect.poll(() => wrapper.text()).toContain('已经有人用了')
    expect(wrapper.find('.notice').exists()).toBe(false)
    expect(form.error?.code).toBe('conflict')
  })

  it('leads to the log-in where the session has ended, but not before there is one', async () => {
    answerWith(() => new AppError('unauthenticated', '账号或密码不对。'))
    const office = await open()
    await office.send()
    await expect.poll(() => office.wrapper.text()).toContain('登录已过期')
    const outside = await open({ outside: true })
    await outside.send()
    await expect.poll(() => outside.wrapper.text()).toContain('账号或密码不对。')
    expect(outside.wrapper.find('a').exists()).toBe(false)
  })

  it('is the same thing when it is sent again, and another once it was changed or stored', async () => {
    const { form, name } = await open()
    const ids = () => received.map(({ id }) => id)
    answerWith(() => new AppError('unavailable'))
    await name.setValue('讲座')
    expect(await form.submit()).toBe(false)
    expect(await form.submit()).toBe(false)
    expect(ids()[1]).toBe(ids()[0])
    await name.setValue('大讲座')
    await form.submit()
    expect(ids()[2]).not.toBe(ids()[0])
    answerWith(() => ({ ok: true }))
    expect(await form.submit()).toBe(true)
    expect(ids()[3]).toBe(ids()[2])
    await form.submit()
    expect(ids()[4]).not.toBe(ids()[3])
  })

  it('keeps as unsaved what is typed while it is on its way', async () => {
    const { form, name } = await open()
    await name.setValue('讲')
    let arrive = () => {}
    answerWith(
      () =>
        new Promise((resolve) => {
          arrive = () => resolve({ ok: true })
        }),
    )
    const sending = form.submit()
    await expect.poll(() => received).toHaveLength(1)
    await name.setValue('讲座')
    arrive()
    expect(await sending).toBe(true)
    expect(form.values.name).toBe('讲座')
    expect(form.dirty).toBe(true)
  })
})
