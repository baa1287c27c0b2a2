/** Uploaded pictures and videos: what is taken, what is refused and why, and how they are sent. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rangeOf } from '#server/http/range.ts'
import { openMedium, storedMedia, storeMedium } from '#server/programme/media.ts'
import { MEDIA_BYTES_MAX } from '#shared/programme/media.ts'
import { ownFolder } from '../fixtures/leftovers.ts'

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(content.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, content])
}
const zeros = (length: number) => Buffer.alloc(length)
/** The descriptors of a sound track; `kind` 0x40 is AAC, 0x6b MP3. */
const esds = (kind: number) =>
  box('esds', zeros(4), Buffer.from([0x03, 0x19, 0, 1, 0, 0x04, 0x11, kind, 0x15]), zeros(12))
const track = (codec: string, kind = 0x40): Buffer =>
  box(
    'trak',
    box(
      'mdia',
      box('minf', box('stbl', box('stsd', zeros(8), box(codec, zeros(28), codec === 'mp4a' ? esds(kind) : zeros(8))))),
    ),
  )
const mp4 = (tracks: readonly Buffer[], moovLast = true): Buffer => {
  const [moov, data] = [box('moov', box('mvhd', zeros(100)), ...tracks), box('mdat', zeros(5_000))]
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), ...(moovLast ? [data, moov] : [moov, data])])
}
const element = (id: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x40 | (content.length >> 8), content.length & 0xff]), content])
const webm = (codecs: readonly string[], docType = 'webm'): Buffer =>
  Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from(docType))),
    Buffer.from('1853806701ffffffffffffff', 'hex'),
    element('1654ae6b', Buffer.concat(codecs.map((codec) => element('ae', element('86', Buffer.from(codec)))))),
    element('1f43b675', zeros(100)),
  ])

const by = { stationId: '01993e2a-1234-7222-8333-123456789abc' }
const store = (name: string, file: Buffer, length = file.length) => storeMedium(by, name, Readable.from([file]), length)
let folder: string
beforeAll(() => {
  folder = ownFolder()
  vi.stubEnv('DATA_DIR', folder)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})
const files = () => readdirSync(join(folder, 'media')).sort()

describe('an uploaded video', () => {
  it.each<[string, Buffer, string]>([
    ['H.264 and AAC, described at the end', mp4([track('avc1'), track('mp4a')]), 'video/mp4'],
    ['VP9 and Opus, described at the beginning', mp4([track('vp09'), track('Opus')], false), 'video/mp4'],
    ['H.264 with a phone’s notes of its position', mp4([track('avc1'), track('mebx')]), 'video/mp4'],
    ['VP8', webm(['V_VP8']), 'video/webm'],
    ['VP9 and Opus', webm(['V_VP9', 'A_OPUS']), 'video/webm'],
  ])('is taken: %s', async (name, file, type) => {
    const medium = await store(name, file)
    expect(medium).toMatchObject({ title: name, type, bytes: file.length })
    expect((await storedMedia(by.stationId)).filter(({ id }) => id === medium.id)).toEqual([medium])
    expect(await storedMedia('another')).toEqual([])
    const { read, bytes } = await openMedium(medium.id)
    expect(bytes).toBe(file.length)
    expect(await text(read(4, 7))).toBe(file.toString('utf8', 4, 8))
  })

  it.each<[string, Buffer, RegExp]>([
    ['H.265', mp4([track('hvc1'), track('mp4a')]), /HEVC.*H\.264/],
    ['AV1', mp4([track('av01')]), /AV1/],
    ['MP3 as its sound', mp4([track('avc1'), track('mp4a', 0x6b)]), /声音不是 AAC/],
    ['only sound', mp4([track('mp4a')]), /没有画面/],
    ['nothing but a beginning', mp4([track('avc1')]).subarray(0, 200), /不完整/],
    [
      'a box larger than the file',
      Buffer.concat([box('ftyp', zeros(8)), Buffer.from([0x7f, 0, 0, 0]), Buffer.from('moov')]),
      /不完整/,
    ],
    ['a Matroska file', webm(['V_VP9'], 'matroska'), /MKV/],
    ['H.264 in WebM', webm(['V_MPEG4/ISO/AVC']), /编码/],
    ['a WebM file without tracks', webm([]), /不完整/],
    ['a text that calls itself a video', Buffer.from('<html>'.repeat(100)), /这不是图片/],
    ['nothing', zeros(0), /没有传完/],
  ])('is refused with its reason: %s', async (name, file, reason) => {
    const there = files()
    await expect(store(`${name}.mp4`, file)).rejects.toMatchObject({
      code: 'bad_input',
      fields: { file: expect.stringMatching(reason) },
    })
    expect(files()).toEqual(there)
  })

  it('is refused when it is too large, or not what was announced', async () => {
    const there = files()
    await expect(store('大', zeros(10), MEDIA_BYTES_MAX + 1)).rejects.toMatchObject({ code: 'too_large' })
    await expect(store('断', mp4([track('avc1')]), 9_999)).rejects.toMatchObject({ fields: { file: /没有传完/ } })
    expect(files()).toEqual(there)
  })
})

describe('an uploaded picture', () => {
  it('is drawn anew, and the same one is stored once', async () => {
    const file = await sharp({ create: { width: 200, height: 100, channels: 3, background: 'red' } })
      .withMetadata()
      .jpeg()
      .toBuffer()
    const one = await store('照片.jpg', file)
    const { length } = files()
    expect(one.type).toBe('image/webp')
    expect((await store('照片.jpg', file)).id).toBe(one.id)
    expect(files()).toHaveLength(length)
  })
  it('is not found under another name than its own', async () => {
    for (const id of ['a'.repeat(43), '../secrets', ''])
      await expect(openMedium(id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a part of a file', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-', { from: 0, to: 99 }],
    ['bytes=10-19', { from: 10, to: 19 }],
    ['bytes=90-200', { from: 90, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
    ['bytes=-200', { from: 0, to: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', undefined],
    ['bytes=0-1,3-4', undefined],
    ['items=0-1', undefined],
  ])('%s', (header, range) => expect(rangeOf(header, 100)).toEqual(range))
})
