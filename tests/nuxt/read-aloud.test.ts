// @vitest-environment nuxt
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import MessageView from '../../components/quiz/MessageView.vue'
import OpeningMessages from '../../components/site/OpeningMessages.vue'
import ReadAloudSwitch from '../../components/site/ReadAloudSwitch.vue'
import { OPENINGS } from '../../shared/content/opening.ts'

/** The test browser has no speech synthesis; this mock records what is spoken. */
let said: string[]
let voices: { lang: string; localService: boolean }[]
beforeEach(() => {
  said = []
  clearNuxtState(['read-aloud-speaking', 'read-aloud-supported'])
  voices = [{ lang: 'zh-CN', localService: true }]
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class extends EventTarget {
      constructor(readonly text: string) {
        super()
      }
    },
  )
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => voices,
    cancel: () => {},
    speak: ({ text }: { text: string }) => said.push(text),
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const onPage = (content: () => ReturnType<typeof h>) =>
  mountSuspended(
    defineComponent(() => () => h('div', [h(ReadAloudSwitch), h('main', [content()])])),
    { attachTo: document.body },
  )

describe('reading aloud', () => {
  it('gives no verdict on a message before the visitor has', async () => {
    const opening = OPENINGS[0]!
    const page = await onPage(() => h(OpeningMessages, { opening, scamFirst: true }))
    await page.find('button[aria-pressed]').trigger('click')
    const all = said.join('')
    expect(all).toContain(opening.scam.text)
    expect(all).toContain(opening.genuine.text)
    expect(all).not.toContain('骗局')
    expect(said).toContain(`${opening.genuine.sender}，短信：${opening.genuine.text.split('。')[0]}。`)
    page.unmount()
  })

  it('says who sends a message, and who speaks in a call', async () => {
    const page = await onPage(() =>
      h(MessageView, {
        item: {
          id: 'x',
          position: 0,
          channel: 'call',
          sender: { name: '市公安局', avatar: '公', note: '未保存的座机号码' },
          messages: [
            { from: 'them', text: '您好。' },
            { from: 'me', text: '哪位？' },
          ],
        },
      }),
    )
    await page.find('button[aria-pressed]').trigger('click')
    expect(said).toEqual(['市公安局，未保存的座机号码。', '对方说：您好。', '您说：哪位？'])
    page.unmount()
  })

  it('is not offered where the only Chinese voice is Cantonese', async () => {
    voices = [{ lang: 'zh-HK', localService: true }]
    const page = await onPage(() => h('p', '文字'))
    expect(page.find('button').exists()).toBe(false)
    page.unmount()
  })
})
