import { spoken, toSentences } from '#shared/site/sentences.ts'

/** A little slower than a newsreader: most who ask for it are older. */
const RATE = 0.9

/**
 * Reading aloud with the device's own voice; no text is sent anywhere. `supported` turns true in the browser once there
 * is a Mandarin voice: without one, devices stay silent on Chinese text or read it in Cantonese. Reading stops when the
 * page is left.
 */
export function useReadAloud() {
  const supported = useState('read-aloud-supported', () => false)
  const speaking = useState('read-aloud-speaking', () => false)
  let voice: SpeechSynthesisVoice | undefined
  /** Number of the current reading: a cancelled one reports its end late, which must not end its successor. */
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

  /** Reads the texts one after another, and cancels what is being read. */
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

/** Not `onBeforeRouteLeave`: layouts use this too, and they are not part of a route record. */
function stopWhenLeaving(stop: () => void) {
  const off = useRouter().beforeEach((to, from) => {
    if (to.path !== from.path) stop()
  })
  onScopeDispose(off)
}
