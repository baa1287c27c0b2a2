import { VOICE_SECONDS_MAX } from '#shared/voice/voice.ts'

/** `insecure`: browsers give a page on plain HTTP no microphone, except on the computer itself. */
type Able = 'yes' | 'insecure' | 'no'

function ability(): Able {
  if (!isSecureContext) return 'insecure'
  return 'mediaDevices' in navigator && 'MediaRecorder' in globalThis ? 'yes' : 'no'
}

const FAULTS: Record<string, string> = {
  NotAllowedError: '浏览器没有允许用麦克风。请点地址栏左边的图标，把麦克风改成“允许”，再按一次录音。',
  NotFoundError: '没有找到麦克风。请插上麦克风或耳麦，再按一次录音。',
  NotReadableError: '麦克风正被别的程序占用，请关掉那个程序，再按一次录音。',
}
const faultOf = (error: unknown): string =>
  FAULTS[error instanceof DOMException ? error.name : ''] ?? '没能开始录音，请再按一次。'

/** The loudest sample of the last moment, 0 to 1. */
function levelOf(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number {
  analyser.getFloatTimeDomainData(samples)
  return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0)
}

/** Records from the microphone; client only. The microphone is on only while it records. */
export function useRecorder() {
  const able = ref<Able>('yes')
  const recording = ref(false)
  const seconds = ref(0)
  /** How loud it is just now, 0 to 1. */
  const level = ref(0)
  const fault = ref('')
  let recorder: MediaRecorder | undefined
  let release = () => {}

  /** @returns what was recorded; undefined if it was dropped, or could not begin */
  async function record(): Promise<Blob | undefined> {
    if (recording.value) return undefined
    recording.value = true
    fault.value = ''
    seconds.value = 0
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      return await run(stream)
    } catch (error) {
      fault.value = faultOf(error)
      return undefined
    } finally {
      release()
      recording.value = false
    }
  }

  function run(stream: MediaStream): Promise<Blob | undefined> {
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const startedAt = performance.now()
    const own = new MediaRecorder(stream)
    const parts: Blob[] = []
    let frame = 0
    const watchLevel = () => {
      level.value = levelOf(analyser, samples)
      seconds.value = (performance.now() - startedAt) / 1000
      if (seconds.value >= VOICE_SECONDS_MAX - 0.5) stop()
      frame = requestAnimationFrame(watchLevel)
    }
    release = () => {
      cancelAnimationFrame(frame)
      level.value = 0
      stream.getTracks().forEach((track) => track.stop())
      void context.close()
      recorder = undefined
      release = () => {}
    }
    recorder = own
    return new Promise((resolve, reject) => {
      own.addEventListener('dataavailable', ({ data }) => parts.push(data))
      // Dropped ones have been forgotten by then.
      own.addEventListener('stop', () =>
        resolve(recorder === own ? new Blob(parts, { type: own.mimeType }) : undefined),
      )
      own.addEventListener('error', reject)
      own.start()
      watchLevel()
    })
  }

  function stop() {
    if (recorder?.state === 'recording') recorder.stop()
  }
  /** Ends without keeping anything. */
  function drop() {
    const own = recorder
    recorder = undefined
    if (own?.state === 'recording') own.stop()
  }

  onMounted(() => {
    able.value = ability()
  })
  onBeforeUnmount(() => {
    drop()
    release()
  })
  return { able: readonly(able), recording: readonly(recording), seconds, level, fault, record, stop, drop }
}
