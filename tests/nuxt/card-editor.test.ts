import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { type H3Event, readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { type CardEditor, useCardEditor } from '~/composables/useCardEditor'
import { useCardPreview } from '~/composables/useCardPreview'
import { usePictureUpload } from '~/composables/usePictureUpload'
import { AppError, staleRow } from '#shared/errors.ts'
import { ID, detailOf, inside } from './card-page.ts'

describe('the text of a card', () => {
  const detail = ref(detailOf())
  let answer: (event: H3Event) => unknown
  registerEndpoint(`/api/console/cards/${ID}`, { method: 'PUT', handler: (event) => answer(event) })
  const open = () => inside(() => useCardEditor(() => detail.value))
  const write = async (editor: CardEditor, body: string) => {
    editor.form.body = body
    await nextTick()
  }
  beforeEach(() => {
    detail.value = detailOf()
    localStorage.clear()
    answer = () => ({ id: ID, version: 3 })
  })
  afterEach(() => localStorage.clear())

  it('is offered again after a reload until it is saved', async () => {
    const first = await open()
    expect(first.used.dirty.value).toBe(false)
    await write(first.used, '写到一半')
    first.leave()
    const second = await open()
    expect(second.used.form.body).toBe('正文')
    second.used.state.resume()
    expect(second.used.form.body).toBe('写到一半')
    expect(await second.used.save()).toBe(3)
    await nextTick()
    expect(second.used.dirty.value).toBe(false)
    second.leave()
    detail.value = detailOf({ version: 3, body: '写到一半' })
    const third = await open()
    expect(third.used.state.offer).toBeUndefined()
    third.leave()
  })

  it('stays when it cannot be saved', async () => {
    const { used, leave } = await open()
    await write(used, '写好了')
    answer = (event) => {
      setResponseStatus(event, 400)
      return {
        error: {
          code: 'bad_input',
          message: '正文里有不能保存的内容',
          fields: { body: '第 1 行：不能写 HTML 代码。' },
        },
      }
    }
    expect(await used.save()).toBeUndefined()
    expect(used.state.fields.body).toContain('第 1 行')
    expect(used.form.body).toBe('写好了')
    expect(used.dirty.value).toBe(true)
    leave()
  })

  it("stands beside a colleague's until one is chosen, and is then saved upon it", async () => {
    const { used, leave } = await open()
    await write(used, '我写的')
    const theirs = { ...detailOf().card, body: '别人写的', revision: 3 }
    answer = (event) => {
      setResponseStatus(event, 409)
      return { error: staleRow(theirs).body }
    }
    expect(await used.save()).toBeUndefined()
    expect(used.state.conflict).toEqual([
      { name: 'body', label: '正文', mine: '我写的', theirs: '别人写的', choice: 'mine' },
    ])
    expect(used.form.body).toBe('我写的')
    used.state.settle([])
    expect(used.state.conflict).toBeUndefined()
    let sent: { version: number; body: string } | undefined
    answer = async (event) => {
      sent = await readBody(event)
      return { id: ID, version: 4 }
    }
    expect(await used.save()).toBe(4)
    expect(sent).toMatchObject({ version: 3, body: '我写的' })
    leave()
  })

  it("is saved with a colleague's other fields, and says so before it goes on to be published", async () => {
    const { used, leave } = await open()
    await write(used, '我写的')
    const theirs = { ...detailOf().card, title: '别人起的标题', revision: 3 }
    const sent: unknown[] = []
    answer = async (event) => {
      const body = await readBody<{ version: number }>(event)
      sent.push(body)
      if (body.version === 3) return { id: ID, version: 4 }
      setResponseStatus(event, 409)
      return { error: staleRow(theirs).body }
    }
    expect(await used.save()).toBe('merged')
    expect(sent).toMatchObject([{ version: 2 }, { version: 3, title: '别人起的标题', body: '我写的' }])
    expect(used.state.merged).toEqual(['标题'])
    // Pressed again, after it was read.
    expect(await used.save()).toBe(4)
    leave()
  })

  it("follows a colleague's where nothing was typed, and never goes back to an older one", async () => {
    const { used, leave } = await open()
    detail.value = detailOf({ version: 4, body: '别人写的' })
    await nextTick()
    expect(used.form.body).toBe('别人写的')
    detail.value = detailOf({ version: 3, body: '更早的' })
    await nextTick()
    expect(used.form.body).toBe('别人写的')
    leave()
  })

  it('keeps what is typed while a save is on its way', async () => {
    const { used, leave } = await open()
    await write(used, '第一句')
    let release = () => {}
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve({ id: ID, version: 3 })
      })
    const saving = used.save()
    await write(used, '第一句，第二句')
    await expect
      .poll(() => {
        release()
        return used.state.busy
      })
      .toBe(false)
    expect(await saving).toBe(3)
    expect(used.form.body).toBe('第一句，第二句')
    expect(used.dirty.value).toBe(true)
    expect(used.state.revision).toBe(3)
    leave()
  })
})

describe('the preview', () => {
  it('is drawn by the server after a pause, the latest only, and says when it is old', async () => {
    let asked = 0
    let fails = false
    registerEndpoint(`/api/console/cards/${ID}/preview`, {
      method: 'POST',
      handler: async (event) => {
        asked += 1
        if (fails) {
          setResponseStatus(event, 503)
          return { error: new AppError('unavailable').body }
        }
        const { body } = await readBody<{ body: string }>(event)
        return { html: `<p>${body}</p>`, problems: [], findings: [] }
      },
    })
    const text = ref({ title: '', headline: '', source: '', body: '一' })
    const { used, leave } = await inside(() => useCardPreview(ID, () => text.value, '<p>从前</p>'))
    expect(used.preview.value.html).toBe('<p>从前</p>')
    await expect.poll(() => used.preview.value.html).toBe('<p>一</p>')
    const before = asked
    for (const body of ['一二', '一二三', '一二三四']) {
      text.value = { ...text.value, body }
      await nextTick()
    }
    await expect.poll(() => used.preview.value.html).toBe('<p>一二三四</p>')
    expect(asked - before).toBe(1)
    fails = true
    text.value = { ...text.value, body: '五' }
    await expect.poll(() => used.stale.value).toBe(true)
    expect(used.preview.value.html).toBe('<p>一二三四</p>')
    leave()
  })
})

describe('a picture to be uploaded', () => {
  it.each([
    ['too large', new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'a.png'), '最大 20 MB'],
    ['an SVG', new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg'), 'SVG'],
    ['a video', new File([new Uint8Array([0, 0, 0, 24]), 'ftypmp42'], 'a.jpg'), '视频'],
  ])('is refused before it is sent when it is %s', async (_what, file, said) => {
    const { used, leave } = await inside(() => usePictureUpload(ID))
    expect(await used.upload(file)).toBeUndefined()
    expect(used.error.value?.message).toContain(said)
    expect(used.busy.value).toBe(false)
    leave()
  })

  it.each([
    ['a PNG that WeChat has called a JPG', 'shot.jpg', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ['a JPEG of an old Windows', 'photo.jfif', [0xff, 0xd8, 0xff, 0xe0]],
    ['a JPEG without an ending', 'photo', [0xff, 0xd8, 0xff, 0xe0]],
  ])('is sent whatever its name says: %s', async (_what, name, bytes) => {
    const { used, leave } = await inside(() => usePictureUpload(ID))
    await used.upload(new File([new Uint8Array(bytes)], name))
    // No server is here, which is all that is wrong.
    expect(used.error.value?.code).toBe('unavailable')
    leave()
  })
})
