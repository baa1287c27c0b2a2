// @vitest-environment nuxt
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import type { Voice, Voices } from '#shared/voice/voice.ts'
import { provideVoices, useVoices } from '../../composables/useVoices.ts'

/** What is heard, in order: `file:…` for a recording, the text for the device's voice. */
let heard: string[]
let deviceVoices: { lang: string; localService: boolean }[]
/** Files that this browser cannot play. */
let broken: RegExp | undefined
/** Ends what is being played or read. */
let end: () => void

class FakeAudio extends EventTarget {
  src = ''
  canPlayType = () => 'probably'
  pause = () => {}
  play() {
    if (broken?.test(this.src)) return Promise.reject(new DOMException('', 'NotSupportedError'))
    heard.push(`file:${this.src.replace(/^.*\//, '')}`)
    end = () => this.dispatchEvent(new Event('ended'))
    return Promise.resolve()
  }
}

beforeEach(() => {
  heard = []
  broken = undefined
  deviceVoices = [{ lang: 'zh-CN', localService: true }]
  clearNuxtState(['read-aloud-speaking', 'read-aloud-supported', 'voice-language'])
  vi.stubGlobal('Audio', FakeAudio)
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class extends EventTarget {
      constructor(readonly text: string) {
        super()
      }
    },
  )
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => deviceVoices,
    cancel: () => {},
    speak: (utterance: EventTarget & { text: string }) => {
      heard.push(utterance.text)
      end = () => utterance.dispatchEvent(new Event('end'))
    },
  })
})
afterEach(() => vi.unstubAllGlobals())

const voice = (file: string, over: Partial<Voice> = {}): Voice => ({
  language: 'mandarin',
  machine: false,
  file,
  ms: 1,
  ...over,
})
const LINES = [
  { key: 'a', text: '第一句。' },
  { key: 'b', text: '第二句。' },
  { key: 'c', text: '第三句。' },
]

async function listen(lines: Voices, localSpeech: string | null = null) {
  let voices!: ReturnType<typeof useVoices>
  const Reader = defineComponent(() => {
    voices = useVoices('scenario', 'x')
    return () => h('p')
  })
  const page = await mountSuspended(
    defineComponent(() => {
      provideVoices({ voicesOf: () => ({ localSpeech, lines }), addressOf: () => undefined })
      return () => h(Reader)
    }),
  )
  return { voices, page }
}
/** Lets everything be heard to its end. */
async function toTheEnd(voices: ReturnType<typeof useVoices>) {
  for (let turn = 0; turn < 10 && voices.playing.value; turn++) {
    end()
    await nextTick()
    await Promise.resolve()
    await nextTick()
  }
}

/** How long something may take on a busy machine. */
const WAIT = { timeout: 10_000 }

describe('lines read aloud', () => {
  it('come from a recording where there is one, else from the device, in their order', async () => {
    const { voices, page } = await listen({ b: [voice('two')] })
    void voices.speak(LINES)
    await nextTick()
    expect(heard).toEqual(['第一句。'])
    await toTheEnd(voices)
    expect(heard).toEqual(['第一句。', 'file:two.ogg', '第三句。'])
    expect(voices.playing.value).toBe(false)
    page.unmount()
  })

  it('are text alone where the device has no voice and nobody has recorded', async () => {
    deviceVoices = []
    const { voices, page } = await listen({})
    expect(voices.canHear(LINES)).toBe(false)
    page.unmount()
    const { voices: some, page: other } = await listen({ b: [voice('two')] })
    expect(some.canHear(LINES)).toBe(true)
    void some.speak(LINES)
    await vi.waitFor(() => expect(heard).toEqual(['file:two.ogg']), WAIT)
    await toTheEnd(some)
    expect(heard).toEqual(['file:two.ogg'])
    other.unmount()
  })

  it('are in the language that was chosen, and otherwise in Mandarin', async () => {
    const local = voice('local', { language: 'local' })
    const { voices, page } = await listen({ a: [local, voice('one')], b: [voice('two')], c: [local] }, '某某话')
    expect(voices.local.value).toBe('某某话')
    void voices.speak(LINES)
    await toTheEnd(voices)
    expect(heard).toEqual(['file:one.ogg', 'file:two.ogg', '第三句。'])
    heard = []
    voices.language.value = 'local'
    void voices.speak(LINES)
    await toTheEnd(voices)
    expect(heard).toEqual(['file:local.ogg', 'file:two.ogg', 'file:local.ogg'])
    page.unmount()
  })

  it('say when a machine speaks, and stop at once', async () => {
    const { voices, page } = await listen({ a: [voice('robot', { machine: true })] })
    void voices.speak(LINES)
    expect(voices.voice.value?.machine).toBe(true)
    voices.stop()
    expect([voices.playing.value, voices.voice.value]).toEqual([false, undefined])
    await nextTick()
    expect(heard).toEqual(['file:robot.ogg'])
    page.unmount()
  })

  it('fall back to MP3, then to the device, where the browser cannot play a recording', async () => {
    const { voices, page } = await listen({ a: [voice('one')], b: [voice('two')] })
    broken = /one\.ogg|two\./
    void voices.speak(LINES.slice(0, 2))
    await vi.waitFor(() => expect(heard).toEqual(['file:one.mp3']), WAIT)
    end()
    await vi.waitFor(() => expect(heard).toEqual(['file:one.mp3', '第二句。']), WAIT)
    page.unmount()
  })
})
