/** HEIC, the format of Apple's cameras, which neither sharp's prebuilt library nor most browsers can read. */
import { fork } from 'node:child_process'
import { resolve } from 'node:path'

interface Size {
  width: number
  height: number
}
export type HeicReport =
  | { type: 'done'; from: Size; picture: Size & { bytes: Uint8Array } }
  | ({ type: 'large' } & Size)
  | { type: 'broken' }

/** The largest accepted picture takes 3 s on a slow PC. */
const SECONDS_MAX = 30
/** WebAssembly memory in pages of 64 KiB: 512 MB, of which the largest accepted picture takes two thirds. */
const MEMORY_PAGES = 8192
// From the sources, where every start runs (scripts/serve.ts): a bundled server has no file for another process.
const CHILD = resolve('server/card/heic-child.ts')

/** Never rejects: a file that ends the process, by memory, time or a fault of the decoder, is a broken file. */
export function decodeHeic(file: Uint8Array): Promise<HeicReport> {
  const child = fork(CHILD, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // No secrets of ours in a process that reads a stranger's file.
    env: {},
    execArgv: [`--wasm-max-mem-pages=${MEMORY_PAGES}`, '--disable-warning=ExperimentalWarning'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS_MAX * 1000)
  return new Promise<HeicReport>((done) => {
    child.once('message', (report: HeicReport) => done(report))
    child.once('error', () => done({ type: 'broken' }))
    child.once('exit', () => done({ type: 'broken' }))
    child.send(file)
  }).finally(() => {
    clearTimeout(timer)
    child.kill('SIGKILL')
  })
}
