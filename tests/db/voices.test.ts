/** Recorded voices: taken, approved, played, withdrawn and erased. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen } from '#server/bus.ts'
import { provideLibrary } from '#server/content/library.ts'
import { members, stations } from '#server/database/schema/index.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { readScreenContent } from '#server/screen/content.ts'
import { readRevisions } from '#server/screen/revision.ts'
import { decideVoice } from '#server/voice/decide.ts'
import { listVoices, readDesk } from '#server/voice/desk.ts'
import { makeSound, type Sound } from '#server/voice/make-sound.ts'
import { readAllVoices, readVoiceFile, readVoices } from '#server/voice/public.ts'
import { addRecording } from '#server/voice/record.ts'
import type { AppError } from '#shared/errors.ts'
import type { RecordVoice } from '#shared/voice/input.ts'
import { writeWav } from '#shared/voice/wav.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { type Seed, seedStation } from '../fixtures/station.ts'
import { speech } from '../fixtures/voice.ts'

const WAV = new Uint8Array(writeWav(speech(1, 0.3)))
const OTHER = new Uint8Array(writeWav(speech(1.5, 0.3)))
/** Each sound is really made, once. */
const sounds = new Map<Uint8Array, Promise<Sound>>()
function make(file: Uint8Array): Promise<Sound> {
  const sound = sounds.get(file) ?? makeSound(file)
  sounds.set(file, sound)
  return sound
}
const PANEL = { subject: 'panel', id: 'after-transfer' } as const

const refusal = async (work: Promise<unknown>): Promise<Partial<AppError>> => {
  const error = await work.then(
    () => undefined,
    (thrown: AppError) => thrown,
  )
  return { code: error?.code, message: error?.message, fields: error?.fields }
}

describe.each(await databases())('recorded voices on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let officer: CurrentMember
  let volunteer: CurrentMember
  beforeAll(() => void useRealLibrary())
  afterAll(() => provideLibrary(undefined))
  beforeEach(async () => {
    database = await create()
    seed = await seedStation(database.db)
    const { stationId, memberId } = seed
    officer = { id: memberId, stationId, login: 'li', name: '李警官', role: 'officer' }
    const id = randomUUID()
    volunteer = { id, stationId, login: 'wang', name: '王阿姨', role: 'volunteer' }
    await database.db
      .insert(members)
      .values({ id, stationId, login: 'wang', name: '王阿姨', role: 'volunteer', passwordHash: '-' })
  })
  afterEach(() => database.drop())

  const lineOf = async (key = 'message') => {
    const { lines } = await readDesk(officer, PANEL.subject, PANEL.id)
    return lines.find((line) => line.key === key)!
  }
  const record = async (by = volunteer, over: Partial<RecordVoice> = {}, file = WAV) =>
    addRecording(
      by,
      PANEL,
      { id: randomUUID(), hash: (await lineOf()).hash, language: 'mandarin', source: 'human', ...over },
      file,
      make,
    )
  const heard = async () => (await readVoices(PANEL.subject, PANEL.id)).lines
  const visitor = () => Promise.resolve(undefined)

  it('are heard by nobody before an officer has approved, then by phones and screens', async () => {
    const { stationId } = officer
    const { id: screen } = await pairScreen(seed)
    const told: string[] = []
    const stop = listen(['voice:decided'], (fact) => void told.push(fact.stationId))
    const draft = await record()
    expect(draft).toMatchObject({ state: 'draft', by: '王阿姨', number: null, language: 'mandarin' })
    expect(await heard()).toEqual({})
    expect(await refusal(readVoiceFile(draft.file, 'ogg', visitor))).toMatchObject({ code: 'not_found' })
    expect((await readVoiceFile(draft.file, 'ogg', async () => officer)).open).toBe(false)
    expect(await refusal(readVoiceFile(draft.file, 'ogg', async () => ({ stationId: randomUUID() })))).toMatchObject({
      code: 'not_found',
    })
    const { version } = await readScreenContent()
    const before = (await readRevisions([screen])).get(screen) ?? 0

    const approved = await decideVoice(officer, draft.id, { decision: 'approved', comment: '', seen: null })
    expect(approved).toMatchObject({ state: 'approved', number: 1, decidedBy: 'officer' })
    const voice = { language: 'mandarin', machine: false, file: draft.file, ms: draft.ms }
    expect(await heard()).toEqual({ message: [voice] })
    expect(await readAllVoices(stationId)).toEqual({
      localSpeech: null,
      subjects: { 'panel/after-transfer': { message: [voice] } },
    })
    const { bytes, open } = await readVoiceFile(draft.file, 'ogg', visitor)
    expect([open, Buffer.from(bytes.subarray(0, 4)).toString()]).toEqual([true, 'OggS'])
    expect((await readScreenContent()).version).not.toBe(version)
    expect((await readRevisions([screen])).get(screen)).toBeGreaterThan(before)
    expect(told).toEqual([stationId])
    stop()
    const { subjects } = await listVoices(officer)
    expect(subjects.find(({ id }) => id === PANEL.id)).toMatchObject({ lines: 2, waiting: 0, voiced: { mandarin: 1 } })
  })

  it('belong to the text that was read: a changed one needs another recording', async () => {
    const { id } = await record()
    await decideVoice(officer, id, { decision: 'approved', comment: '', seen: null })
    const library = useRealLibrary()
    const panels = library.panels.map((panel) => (panel.id === PANEL.id ? { ...panel, message: '别等了。' } : panel))
    provideLibrary({ ...library, panels })
    try {
      expect(await heard()).toEqual({})
      const { lines, outdated } = await readDesk(officer, PANEL.subject, PANEL.id)
      expect(lines.flatMap(({ recordings }) => recordings)).toEqual([])
      expect(outdated).toMatchObject([{ id, text: '别等，别再转。越早说，越有希望。' }])
    } finally {
      provideLibrary(library)
    }
    expect(Object.keys(await heard())).toEqual(['message'])
    expect(await refusal(record(volunteer, { hash: 'x'.repeat(22) }))).toMatchObject({ code: 'conflict' })
  })

  it('in the local speech need its name, and stand beside those in Mandarin', async () => {
    expect(await refusal(record(volunteer, { language: 'local' }))).toMatchObject({
      code: 'bad_input',
      fields: { language: '还没有填写本地话的名称，请管理员先在“警务室”里填写' },
    })
    await database.db.update(stations).set({ localSpeech: '某某话' })
    for (const made of [await record(), await record(volunteer, { language: 'local', source: 'machine' }, OTHER)])
      await decideVoice(officer, made.id, { decision: 'approved', comment: '', seen: null })
    const { localSpeech, lines } = await readVoices(PANEL.subject, PANEL.id)
    expect(localSpeech).toBe('某某话')
    expect(lines.message?.map(({ language, machine }) => [language, machine])).toEqual([
      ['local', true],
      ['mandarin', false],
    ])
  })

  it('are played as they were approved last, and the one before again when that is withdrawn', async () => {
    const [first, second] = [await record(), await record(volunteer, {}, OTHER)]
    for (const { id } of [second, first])
      await decideVoice(officer, id, { decision: 'approved', comment: '', seen: null })
    expect((await heard()).message?.map(({ file }) => file)).toEqual([first.file])
    await decideVoice(officer, first.id, { decision: 'withdrawn', comment: '有杂音', seen: 2 })
    expect((await heard()).message?.map(({ file }) => file)).toEqual([second.file])
    await decideVoice(officer, first.id, { decision: 'approved', comment: '', seen: 3 })
    expect((await heard()).message?.map(({ file }) => file)).toEqual([first.file])
  })

  it('are decided about by officers; who recorded may take back, and nobody overrides unseen', async () => {
    const mine = await record()
    const approve = { decision: 'approved', comment: '', seen: null } as const
    expect(await refusal(decideVoice(volunteer, mine.id, approve))).toMatchObject({ code: 'forbidden' })
    await decideVoice(officer, mine.id, approve)
    await decideVoice(officer, mine.id, approve)
    expect(await refusal(decideVoice(officer, mine.id, { ...approve, decision: 'withdrawn' }))).toMatchObject({
      code: 'conflict',
      message: '这段录音刚才由民警改为“已通过”，这一步没有做。请再看一遍。',
    })
    const other = { ...volunteer, id: officer.id, role: 'volunteer' } as const
    expect(
      await refusal(decideVoice({ ...other, id: randomUUID() }, mine.id, { ...approve, decision: 'erased', seen: 1 })),
    ).toMatchObject({ code: 'forbidden' })
    await decideVoice(volunteer, mine.id, { decision: 'withdrawn', comment: '', seen: 1 })
    expect(await heard()).toEqual({})
    const stranger = { ...officer, stationId: randomUUID() }
    expect(await refusal(decideVoice(stranger, mine.id, approve))).toMatchObject({ code: 'not_found' })
  })

  it('are erased for ever, but not from under another recording of the same sound', async () => {
    const [mine, same] = [await record(), await record(officer)]
    expect(same.file).toBe(mine.file)
    expect(await database.sql`select from voice_files`).toHaveLength(1)
    const erase = { decision: 'erased', comment: '', seen: null } as const
    await decideVoice(volunteer, mine.id, erase)
    expect((await readVoiceFile(mine.file, 'mp3', async () => officer)).bytes.length).toBeGreaterThan(1000)
    expect((await lineOf()).recordings.map(({ id }) => id)).toEqual([same.id])
    await decideVoice(officer, same.id, erase)
    expect(await refusal(readVoiceFile(mine.file, 'mp3', async () => officer))).toMatchObject({ code: 'not_found' })
    expect(await refusal(decideVoice(officer, mine.id, { decision: 'approved', comment: '', seen: 1 }))).toMatchObject({
      code: 'conflict',
      message: '这段录音的声音已经清除，请重新录一遍。',
    })
    const again = await record()
    expect((await readVoiceFile(again.file, 'ogg', async () => officer)).bytes.length).toBeGreaterThan(1000)
  })

  it('are stored once when they are sent twice, and noted in the audit log', async () => {
    const id = randomUUID()
    const [first, second] = await Promise.all([record(volunteer, { id }), record(volunteer, { id })])
    expect(second).toEqual(first)
    await decideVoice(officer, id, { decision: 'approved', comment: '', seen: null })
    const rows = await database.sql<{ action: string }[]>`
      select action from audit_log where action like 'voice.%' order by id`
    expect(rows.map(({ action }) => action)).toEqual(['voice.record', 'voice.approved'])
  })
})
