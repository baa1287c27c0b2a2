/** From the samples that a browser sent to the sound that is stored. */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { makeGate } from '#server/gate.ts'
import { AppError } from '#shared/errors.ts'
import { readWav } from '#shared/voice/wav.ts'

export interface Sound {
  /** Names the sound: of the MP3, because an Ogg file carries a random serial number. */
  hash: string
  ms: number
  ogg: Uint8Array
  mp3: Uint8Array
}
export type SoundReport =
  | ({ type: 'done' } & Omit<Sound, 'hash'>)
  | { type: 'refused'; why: string }
  | { type: 'broken' }

/** A minute of speech takes 5 s on a slow PC. */
const SECONDS_MAX = 40
/** WebAssembly memory in pages of 64 KiB: 128 MB. */
const MEMORY_PAGES = 2048
// From the sources, where every start runs (scripts/serve.ts): a bundled server has no file for another process.
const CHILD = resolve('server/voice/sound-child.ts')

const refuse = (why: string) => new AppError('bad_input', `${why}。`, { recording: why })

/** Each takes a core for seconds, so one at a time; others wait in memory. */
const takeTurn = makeGate({ atOnce: 1, waiting: 19, message: '现在发送录音的人太多，请过一会儿再试。' })

function inChild(file: Uint8Array): Promise<SoundReport> {
  const child = fork(CHILD, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // No secrets of ours in a process that reads what was sent.
    env: {},
    execArgv: [
      `--wasm-max-mem-pages=${MEMORY_PAGES}`,
      '--max-old-space-size=256',
      '--disable-warning=ExperimentalWarning',
    ],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS_MAX * 1000)
  return new Promise<SoundReport>((done) => {
    child.once('message', (report: SoundReport) => done(report))
    child.once('error', () => done({ type: 'broken' }))
    child.once('exit', () => done({ type: 'broken' }))
    child.send(file)
  }).finally(() => {
    clearTimeout(timer)
    child.kill('SIGKILL')
  })
}

/** @throws AppError `bad_input` at `recording`; `too_many` */
export async function makeSound(file: Uint8Array): Promise<Sound> {
  // What is no sound needs no turn.
  const read = readWav(file)
  if ('refused' in read) throw refuse(read.refused)
  const report = await takeTurn(() => inChild(file))
  if (report.type === 'refused') throw refuse(report.why)
  if (report.type === 'broken') throw refuse('这段录音处理不了，请重新录一遍')
  const hash = createHash('sha256').update(report.mp3).digest('base64url').slice(0, 22)
  return { hash, ms: report.ms, ogg: Buffer.from(report.ogg), mp3: Buffer.from(report.mp3) }
}
