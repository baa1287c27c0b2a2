import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepFocus } from '~/composables/keep-focus.ts'

describe('the focus of the office', () => {
  let end = () => {}
  beforeEach(() => {
    document.body.innerHTML = `<main><h1>宣传活动</h1>
      <section><h2>触点</h2><ul><li><button id="row">归档</button></li></ul></section>
      <section aria-label="审核与发布"><button id="submit">提交</button></section>
      <form><button id="clear" type="button">清空</button><input id="text"></form>
      <dialog><h2>编辑</h2><button id="inside">归档</button></dialog></main>`
    end = keepFocus(document.body)
  })
  afterEach(() => {
    end()
    document.body.innerHTML = ''
  })
  const get = (id: string) => document.getElementById(id)!
  const here = () => document.activeElement?.textContent || document.activeElement?.id
  const press = (id: string) => {
    get(id).focus()
    get(id).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  }

  it('goes to the heading of the section when its button is removed, or the whole row', async () => {
    press('row')
    get('row').closest('li')!.remove()
    await expect.poll(here).toBe('触点')
  })

  it('goes to the section itself where that has only a spoken name', async () => {
    press('submit')
    get('submit').remove()
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('审核与发布')
  })

  it('goes to the first field of a form under the keyboard', async () => {
    press('clear')
    get('clear').remove()
    await expect.poll(here).toBe('text')
  })

  it('goes to what surrounds a section that is gone too', async () => {
    press('row')
    get('row').closest('section')!.remove()
    await expect.poll(here).toBe('宣传活动')
  })

  it('stays inside a modal dialog', async () => {
    document.querySelector('dialog')!.showModal()
    press('inside')
    get('inside').remove()
    await expect.poll(here).toBe('编辑')
  })

  it('leaves alone what has found its focus, and what was left on purpose', async () => {
    press('row')
    get('row').remove()
    get('text').focus()
    press('submit')
    get('submit').blur()
    document.querySelector('h1')!.append(document.createElement('i'))
    await new Promise((done) => setTimeout(done))
    await new Promise((done) => setTimeout(done))
    expect(document.activeElement).toBe(document.body)
  })
})
