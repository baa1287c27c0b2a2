import { describe, expect, it } from 'vitest'
import { makeSound } from '#server/voice/make-sound.ts'
import { approvedVoices, type Standing } from '#server/voice/standing.ts'
import { contentSubjects, readSubject } from '#server/voice/subjects.ts'
import { blocksIn } from '#shared/card/markdown.ts'
import { tooLong, VOICE_BYTES_MAX, VOICE_RATE, VOICE_SECONDS_MAX } from '#shared/voice/voice.ts'
import { readWav, writeWav } from '#shared/voice/wav.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { silence, speech } from '../fixtures/voice.ts'

const wav = (seconds: number) => new Uint8Array(writeWav(speech(seconds, 0.3)))
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from([
    ...parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)),
    ...silence(1),
  ])
const refusalOf = (file: Uint8Array) => {
  const read = readWav(file)
  return 'refused' in read ? read.refused : undefined
}

describe('an uploaded recording', () => {
  it('is read as it was written', () => {
    const samples = speech(0.5, 0.3)
    const read = readWav(new Uint8Array(writeWav(samples)))
    if ('refused' in read) throw new Error(read.refused)
    expect(read.samples).toHaveLength(samples.length)
    const furthest = Math.max(...read.samples.map((sample, at) => Math.abs(sample / 32_767 - (samples[at] ?? 0)) * 1e6))
    expect(furthest).toBeLessThan(20)
  })

  it('may last a minute, which fits into the limit of the upload', () => {
    const minute = new Uint8Array(writeWav(silence(VOICE_SECONDS_MAX)))
    expect(refusalOf(minute)).toBeUndefined()
    expect(minute.length).toBeLessThan(VOICE_BYTES_MAX)
  })

  it.each([
    ['ten minutes', new Uint8Array(writeWav(silence(600))), tooLong(600)],
    ['nothing', new Uint8Array(), '没有收到录音'],
    ['a few bytes', new Uint8Array(7), '录音文件不完整，请重新录一遍'],
    ['half of it', wav(1).subarray(0, 20_000), '录音文件不完整，请重新录一遍'],
    ['its header only', wav(1).subarray(0, 44), '录音文件不完整，请重新录一遍'],
    ['a text', bytes('<html><body>not a sound</body></html>'), '收到的文件不是录音'],
  ])('of %s is refused', (_what, file, why) => expect(refusalOf(file)).toBe(why))

  it.each([
    ['手机录音（M4A）或视频', bytes([0, 0, 0, 32], 'ftypM4A ')],
    ['MP3 录音', bytes('ID3', [4, 0, 0])],
    ['MP3 录音', bytes([0xff, 0xfb, 0x90, 0x64])],
    ['OGG 录音', bytes('OggS')],
    ['WebM 录音', bytes([0x1a, 0x45, 0xdf, 0xa3])],
    ['AMR 录音', bytes('#!AMR\n')],
    ['图片', bytes([0x89], 'PNG\r\n')],
    ['压缩包', bytes('PK', [3, 4])],
  ])('that is in truth a file of another kind (%s) is named', (kind, file) =>
    expect(refusalOf(file)).toContain(`收到的是${kind}`),
  )

  it.each([
    ['two channels', 22, 2],
    ['another rate', 24, 44_100 & 0xffff],
    ['floating point', 20, 3],
    ['8 bits', 34, 8],
  ])('with %s is refused', (_what, at, value) => {
    const file = wav(0.5)
    new DataView(file.buffer).setUint16(at, value, true)
    expect(refusalOf(file)).toContain('格式不对')
  })

  it('never reads beyond its end, whatever its header says', () => {
    for (let at = 12; at < 44; at++) {
      const file = wav(0.1)
      file.fill(0xff, at, at + 4)
      expect(() => readWav(file)).not.toThrow()
    }
  })

  it('is refused with the field named', async () => {
    await expect(makeSound(new Uint8Array(writeWav(silence(2))))).rejects.toMatchObject({
      code: 'bad_input',
      fields: { recording: '录音里听不到说话，请检查麦克风，离近一点再录' },
    })
  })
})

describe('lengths', () => {
  it('are written as people say them', () => {
    expect(tooLong(600)).toContain('10 分钟')
    expect(tooLong(75)).toContain('1 分 15 秒')
    expect(tooLong(61)).toContain('1 分 1 秒')
    expect(VOICE_RATE * VOICE_SECONDS_MAX * 2 + 44).toBeLessThan(VOICE_BYTES_MAX)
  })
})

describe('lines', () => {
  it('of a scenario are its messages, with another hash for another speaker', async () => {
    const { scenarios } = useRealLibrary()
    const subjects = await contentSubjects('built')
    for (const { id, nodes } of scenarios) {
      const read = subjects.find((each) => each.subject === 'scenario' && each.id === id)
      const messages = Object.values(nodes).flatMap((node) => ('messages' in node ? node.messages : []))
      expect(read?.lines.map(({ text }) => text).toSorted()).toEqual(messages.map(({ text }) => text).toSorted())
      const keys = read?.lines.map(({ key }) => key) ?? []
      expect(new Set(keys).size).toBe(keys.length)
      const spoken = read?.lines.map(({ speaker, text }) => `${speaker}\n${text}`)
      expect(new Set(read?.lines.map(({ hash }) => hash)).size).toBe(new Set(spoken).size)
    }
  })

  it('of what is not there are not found', async () => {
    useRealLibrary()
    await expect(readSubject('scenario', 'no-such', 'built')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of a card are its paragraphs, without marks, pictures and links', () =>
    expect(
      blocksIn(
        '# 标题\n\n第一段**要紧**的，看[这里](/scams)。\n第二行\n\n- 一\n- 二\n\n![截图](picture:0)\n\n| 甲 | 乙 |\n|-|-|\n| 丙 | 丁 |',
      ),
    ).toEqual(['标题', '第一段要紧的，看这里。\n第二行', '一', '二', '甲', '乙', '丙', '丁']))
})

describe('what is played', () => {
  const standing = (over: Partial<Standing>): Standing => ({
    id: 'a',
    subject: 'panel',
    subjectId: 'p',
    text: '字',
    textHash: 'h',
    language: 'mandarin',
    source: 'human',
    file: 'f',
    ms: 1,
    by: '王',
    byId: 'm',
    createdAt: new Date(0),
    number: null,
    comment: '',
    decidedBy: null,
    decidedAt: null,
    state: 'draft',
    ...over,
  })

  it('is what was approved last, of each language, and nothing else', () => {
    const rows = [
      standing({ file: 'draft' }),
      standing({ file: 'old', state: 'approved', number: 1 }),
      standing({ file: 'new', state: 'approved', number: 5 }),
      standing({ file: 'gone', state: 'withdrawn', number: 9 }),
      standing({ file: 'local', state: 'approved', number: 2, language: 'local', source: 'machine' }),
    ]
    expect(approvedVoices(rows).get('h')).toEqual([
      { language: 'mandarin', machine: false, file: 'new', ms: 1 },
      { language: 'local', machine: true, file: 'local', ms: 1 },
    ])
  })
})
