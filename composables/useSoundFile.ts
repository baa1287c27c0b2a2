import { AppError } from '#shared/errors.ts'
import { tooLong, VOICE_BYTES_MAX, VOICE_RATE, VOICE_SECONDS_MAX } from '#shared/voice/voice.ts'
import { writeWav } from '#shared/voice/wav.ts'

/** The largest file that is opened: a minute of the best stereo sound that a studio delivers. */
const FILE_BYTES_MAX = 20 * 1024 * 1024
/** For the length of a file to be found, ms. */
const PATIENCE_MS = 5_000

const refuse = (why: string) => new AppError('bad_input', `${why}。`, { recording: why })
const BROKEN = '这个文件打不开：它不是录音，或者已经损坏。请换一个文件，或者直接在这里录'

/** Length by the file's own word, before it is decoded into memory, s; undefined: it does not say. */
function lengthOf(sound: Blob): Promise<number | undefined> {
  const address = URL.createObjectURL(sound)
  const probe = new Audio()
  probe.preload = 'metadata'
  return new Promise<number | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS)
    const settle = () => {
      clearTimeout(timer)
      resolve(Number.isFinite(probe.duration) ? probe.duration : undefined)
    }
    probe.addEventListener('loadedmetadata', settle)
    probe.addEventListener('error', settle)
    probe.src = address
  }).finally(() => {
    probe.removeAttribute('src')
    URL.revokeObjectURL(address)
  })
}

function toMono(sound: AudioBuffer): Float32Array {
  const mono = new Float32Array(sound.length)
  for (let channel = 0; channel < sound.numberOfChannels; channel++)
    sound.getChannelData(channel).forEach((sample, at) => {
      mono[at] = (mono[at] ?? 0) + sample / sound.numberOfChannels
    })
  return mono
}

/**
 * Whatever this browser can play, as the server takes it. Browsers decode what phones and recorders write; so the
 * server needs no decoder. @throws AppError `bad_input` at `recording`
 */
export async function toWav(sound: Blob): Promise<ArrayBuffer> {
  if (sound.size === 0) throw refuse('这个文件是空的，请换一个')
  if (sound.size > FILE_BYTES_MAX)
    throw refuse(`文件有 ${(sound.size / 1024 / 1024).toFixed(0)} MB，太大了，一句最多 ${VOICE_SECONDS_MAX} 秒，请剪短`)
  const told = await lengthOf(sound)
  if (told !== undefined && told > VOICE_SECONDS_MAX + 0.5) throw refuse(tooLong(told))
  // Without a length nobody knows how much memory it would take.
  if (told === undefined && sound.size > VOICE_BYTES_MAX) throw refuse(BROKEN)
  const context = new OfflineAudioContext(1, 1, VOICE_RATE)
  const decoded = await context.decodeAudioData(await sound.arrayBuffer()).catch(() => {
    throw refuse(BROKEN)
  })
  if (decoded.duration > VOICE_SECONDS_MAX) throw refuse(tooLong(decoded.duration))
  return writeWav(toMono(decoded))
}
