import { spoken, toSentences } from '#shared/site/sentences.ts'

/** A little slower than a newsreader: most who ask for it are older. */
const RATE = 0.9

/**
 * Reading aloud with the device's own voice; nothing leaves the device. `supported` turns true in the browser once a
 * Mandarin voice is there: without one a device reads Chinese as silence, or in Cantonese. Reading stops when the
 * page is left.
 */
export function useReadAloud() {
  const supported = useState('read-aloud-supported', () => false)
  const speaking = useState('read-aloud-speaking', () => false)
  let voice: SpeechSynthesisVoice | undefined
  /** Counts what was started: what was cut off reports its end late, and must not end what came after it. */
  const run = useState('read-aloud-run', () => 0)

  function findVoice() {
    const voices = window.speechSynthesis.getVoices().filter((each) => /^(zh|cmn)(?!.*(HK|yue))/i.test(each.lang))
    voice =
      voices.find((each) => /CN|Hans/i.test(each.lang) && each.localService) ?? voices.find((each) => each.localService)
    supported.value = Boolean(voice)
  }

  function stop() {
    if (import.meta.server || !speaking.value) return
    speaking.value = false
    window.speechSynthesis.cancel()
  }

  /** Says the texts one after another, in place of whatever is being said. */
  function speak(texts: string | readonly string[]) {
    const sentences = toSentences(typeof texts === 'string' ? [texts] : texts)
    if (!supported.value || sentences.length === 0) return
    window.speechSynthesis.cancel()
    const own = ++run.value
    const ended = () => {
      if (own === run.value) speaking.value = false
    }
    sentences.forEach((sentence, index) => {
      const utterance = new SpeechSynthesisUtterance(spoken(sentence))
      utterance.lang = 'zh-CN'
      utterance.rate = RATE
      if (voice) utterance.voice = voice
      if (index === sentences.length - 1) utterance.addEventListener('end', ended)
      utterance.addEventListener('error', ended)
      window.speechSynthesis.speak(utterance)
    })
    speaking.value = true
  }

  onMounted(() => {
    if (!('speechSynthesis' in window)) return
    findVoice()
    window.speechSynthesis.addEventListener?.('voiceschanged', findVoice)
  })
  onBeforeUnmount(() => {
    if ('speechSynthesis' in window) window.speechSynthesis.removeEventListener?.('voiceschanged', findVoice)
  })
  stopWhenLeaving(stop)

  return { supported: readonly(supported), speaking: readonly(speaking), speak, stop }
}

/** Layouts live outside any route record, so the router itself is asked. */
function stopWhenLeaving(stop: () => void) {
  const off = useRouter().beforeEach((to, from) => {
    if (to.path !== from.path) stop()
  })
  onScopeDispose(off)
}
