/** Encodes a voice: Opus in Ogg, and MP3 for browsers that cannot play that. */
import { Application, createEncoder, Signal } from 'libopus-wasm'
import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, OggOutputFormat, Output } from 'mediabunny'
import { createMp3Encoder } from 'wasm-media-encoders'
import { VOICE_RATE } from '#shared/voice/voice.ts'

/** With its container this stays below 24 kB for ten seconds, bit/s. */
const OPUS_BITRATE = 16_000
/** Opus counts in 48 kHz, whatever it was given. */
const OPUS_RATE = 48_000
const FRAME_S = 0.02
const FRAME = VOICE_RATE * FRAME_S
/** kbit/s; below it MP3 lisps. */
const MP3_BITRATE = 32

/** RFC 7845, section 5.1. @param skip samples at 48 kHz that the encoder adds before the sound */
function opusHead(skip: number): Uint8Array {
  const head = new Uint8Array(19)
  const view = new DataView(head.buffer)
  head.set(new TextEncoder().encode('OpusHead'))
  view.setUint8(8, 1)
  view.setUint8(9, 1)
  view.setUint16(10, skip, true)
  view.setUint32(12, VOICE_RATE, true)
  return head
}

export async function encodeOpus(samples: Float32Array): Promise<Uint8Array> {
  const encoder = await createEncoder({
    sampleRate: VOICE_RATE,
    channels: 1,
    application: Application.Voip,
    signal: Signal.Voice,
    bitrate: OPUS_BITRATE,
    vbr: true,
    vbrConstraint: true,
    frameSize: FRAME,
  })
  const delay = encoder.getLookahead()
  const description = opusHead((delay * OPUS_RATE) / VOICE_RATE)
  const target = new BufferTarget()
  const output = new Output({ format: new OggOutputFormat(), target })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  const decoderConfig = { codec: 'opus', numberOfChannels: 1, sampleRate: OPUS_RATE, description }
  // The end comes out of the encoder only when its delay has gone in as well.
  const frames = Math.ceil((samples.length + delay) / FRAME)
  for (let frame = 0; frame < frames; frame++) {
    const input = new Float32Array(FRAME)
    input.set(samples.subarray(frame * FRAME, (frame + 1) * FRAME))
    const packet = new EncodedPacket(encoder.encodeFloat(input), 'key', frame * FRAME_S, FRAME_S)
    await source.add(packet, frame === 0 ? { decoderConfig } : undefined)
  }
  await output.finalize()
  encoder.free()
  if (!target.buffer) throw new Error('no Ogg file was made')
  return new Uint8Array(target.buffer)
}

export async function encodeMp3(samples: Float32Array): Promise<Uint8Array> {
  const encoder = await createMp3Encoder()
  encoder.configure({ sampleRate: VOICE_RATE, channels: 1, bitrate: MP3_BITRATE })
  // The encoder reuses its memory.
  const first = encoder.encode([samples]).slice()
  return Buffer.concat([first, encoder.finalize()])
}
