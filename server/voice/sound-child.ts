/** A process of its own that evens and encodes one recording: a second of work that no other request waits for. */
import { readWav } from '#shared/voice/wav.ts'
import { encodeMp3, encodeOpus } from './encode.ts'
import { evenOut } from './even.ts'
import type { SoundReport } from './make-sound.ts'

async function make(file: Uint8Array): Promise<SoundReport> {
  const read = readWav(file)
  if ('refused' in read) return { type: 'refused', why: read.refused }
  const even = evenOut(read.samples)
  if ('refused' in even) return { type: 'refused', why: even.refused }
  const { samples, ms } = even
  return { type: 'done', ms, ogg: await encodeOpus(samples), mp3: await encodeMp3(samples) }
}

process.once('message', async (file: Uint8Array) => {
  const report = await make(file).catch((): SoundReport => ({ type: 'broken' }))
  process.send?.(report, () => process.exit(0))
})
