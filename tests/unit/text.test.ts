import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCampaignSchema,
  createTouchpointSchema,
  editCampaignSchema,
  editTouchpointSchema,
} from '#shared/campaign/input.ts'
import {
  commentSchema,
  publishCardSchema,
  returnCardSchema,
  saveCardSchema,
  withdrawCardSchema,
} from '#shared/card/input.ts'
import { checkText } from '#shared/content/check/text.ts'
import { decideSchema } from '#shared/content/input.ts'
import { joinSchema, inviteSchema } from '#shared/member/input.ts'
import { setupSchema } from '#shared/member/setup.ts'
import { stationSchema } from '#shared/member/station-input.ts'
import { createScreenSchema, editScreenSchema } from '#shared/screen/pairing.ts'
import { addressSchema } from '#shared/site/address-input.ts'
import { oddPlace, tidyLine, tidyLines, visibleOf } from '#shared/text.ts'
import { EMPTY_CARD } from '../fixtures/card-form.ts'
import { bareTexts } from '../fixtures/text-walls.ts'
import { testWalls } from '../fixtures/wall-tests.ts'

/** One of each kind that has no place in a text. */
const ODD = {
  'a zero-width space': '\u200B',
  'a zero-width joiner outside of an emoji': '\u200D',
  'a zero-width non-joiner': '\u200C',
  'the other reading direction': '\u202E',
  'a directional isolate': '\u2066',
  'a Hangul filler': '\u3164',
  'a blank Braille pattern': '\u2800',
  'a tag': '\u{E0041}',
  'a byte order mark': '\uFEFF',
  'a soft hyphen': '\u00AD',
  'a variation selector outside of an emoji': '\uFE0F',
  'an ideographic variation selector': '\u{E0100}',
  'a word joiner': '\u2060',
  'a private character': '\uE000',
  'an unassigned character': '\u{3FFFF}',
  'a control character': '\u0007',
  'a replacement character': '\uFFFD',
  'half of a pair': '\uD83D',
  'a note without a head': '\u{1D159}',
  'a Khitan filler': '\u{16FE4}',
  'a blank hieroglyph': '\u{13441}',
  'a half fill space': '\u303F',
  'a circle around a letter': '\u20DD',
  'a keycap around a letter': '\u20E3',
  'a keycap without its style': '\uFE0F\u20E3',
  'a Cyrillic sign around a letter': '\u0489',
  'a mark after a space': ' \u0301',
  'a tower of marks': '\u0300\u0301\u0302\u0303\u0304',
}

describe('a text that people see', () => {
  it.each(Object.entries(ODD))('has no place for %s', (_name, odd) => {
    for (const text of [`冬季${odd}宣传`, `${odd}冬季`, `冬季${odd}`, odd]) expect(oddPlace(text)).toBeGreaterThan(0)
  })
  it.each(['\u0301', '\u0301\u0302', '\u0301甲', '甲\n\u0301', '甲\u20DD', '1\u20E3', '\u{1D159}\u{1D159}', '\u093E'])(
    'has ink of its own, unlike %j',
    (text) => expect(oddPlace(text)).toBeGreaterThan(0),
  )
  it('shows something wherever it is not empty', () => {
    const marks = fc.constantFrom(
      '\u0301',
      '\u20DD',
      '\u20E3',
      '\uFE0F',
      '\u200D',
      '\u{16FE4}',
      '\u{1D159}',
      ' ',
      '1',
      '甲',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string({ unit: 'binary', maxLength: 1 })), { maxLength: 6 }), (parts) => {
        const text = tidyLine(parts.join(''))
        return text === '' || oddPlace(text) > 0 || /^[\p{L}\p{N}\p{P}\p{S}]/u.test(text)
      }),
      { numRuns: 3_000 },
    )
  })
  it.each([
    '冬季反诈宣传进社区',
    '#️⃣ 话题，*️⃣ 注',
    'हिन्दी ไทยกำลัง',
    '≠ Å',
    '👨‍👩‍👧 一家人',
    '❤️',
    '3️⃣ 三不',
    '👍🏽',
    '识骗　防骗',
    'Ａ１',
    '𠮷野家',
    'café',
    '第1名。',
    '一\n二',
  ])('may be %s', (text) => expect(oddPlace(text)).toBe(0))
  it('is stored in one spelling, without white space around it', () => {
    expect(tidyLine('\u3000 冬季\t反诈\u00A0\n宣传 ')).toBe('冬季 反诈 宣传')
    expect(tidyLine('cafe\u0301')).toBe('caf\u00E9')
    expect(tidyLine(' \u3000\u2003\u2029 ')).toBe('')
    expect(tidyLines(' 一 \r\n二\u3000\u2028三\n')).toBe('一\n二\n三')
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tidyLine(tidyLine(text)) === tidyLine(text)))
  })
  it('can be compared with one that was stored before', () => {
    expect(visibleOf('冬季\u200B宣传\u202E ')).toBe('冬季宣传')
  })
  it('is checked in content files too', () => {
    expect(checkText('先挂\u200B电话。')).toMatchObject([{ rule: 'character' }])
    expect(checkText('先挂　电话。')).toMatchObject([{ rule: 'character' }])
    expect(checkText('先挂电话。')).toEqual([])
  })
})

const station = {
  name: '警务室',
  hallName: '体验馆',
  placeName: null,
  population: null,
  telephone: null,
  address: null,
  allianceName: null,
  shortName: null,
  hallArea: null,
  about: null,
  checkHint: null,
  icpNumber: null,
  policeFiling: null,
  revision: 1,
}
const days = { startsOn: '2026-11-01', endsOn: '2026-11-30' }
const id = '01993e2a-1234-7222-8333-123456789012'
const entries = [{ collection: 'items', id: 'a', hash: 'h', seen: null }]
const campaignEdit = {
  revision: 1,
  title: '活动',
  slogan: '',
  ...days,
  goalContacts: null,
  goalCompletions: null,
  population: null,
}
const touchpointEdit = { revision: 1, kind: 'leaflet', name: '传单', place: '', grid: '', plannedCount: null }
const screenEdit = { revision: 1, name: '大屏', zone: '', campaignId: null }

/** Every change of a whole row: what a request left out would otherwise be erased. */
const EDITS: [name: string, schema: { safeParse: (value: unknown) => unknown }, value: Record<string, unknown>][] = [
  ['campaign', editCampaignSchema, campaignEdit],
  ['touchpoint', editTouchpointSchema, touchpointEdit],
  ['card', saveCardSchema, EMPTY_CARD],
  ['station', stationSchema, station],
  ['screen', editScreenSchema, screenEdit],
  ['address for QR codes', addressSchema, { origin: null, revision: 1 }],
]
it.each(EDITS)(
  'an edit of a %s takes null or an empty text, and refuses what leaves a field out',
  (_name, schema, value) => {
    expect(schema.safeParse(value)).toMatchObject({ success: true })
    for (const field of Object.keys(value)) {
      const { [field]: _left, ...rest } = value
      const parsed = schema.safeParse(rest)
      expect(parsed, field).toMatchObject({ success: false, error: { issues: [{ path: [field] }] } })
    }
  },
)

const FORMS: [name: string, schema: { safeParse: (value: unknown) => unknown }, value: object, fields: string[]][] = [
  ['campaign', createCampaignSchema, { id, title: '活动', ...days }, ['title', 'slogan']],
  ['campaign edit', editCampaignSchema, campaignEdit, ['title', 'slogan']],
  ['touchpoint', createTouchpointSchema, { id, kind: 'leaflet', name: '传单' }, ['name', 'place', 'grid']],
  ['card', saveCardSchema, EMPTY_CARD, ['title', 'headline', 'body', 'source']],
  ['comment', commentSchema, { id, text: '好' }, ['text']],
  ['return', returnCardSchema, { version: 1, reason: '改' }, ['reason']],
  ['publish', publishCardSchema, { version: 1, source: '源', expiresOn: '2027-01-01' }, ['source']],
  ['withdrawal', withdrawCardSchema, { reason: '错', published: 1 }, ['reason']],
  ['decision', decideSchema, { decision: 'withdrawn', comment: '错', entries }, ['comment']],
  ['invitation', inviteSchema, { name: '王芳', role: 'docent' }, ['name']],
  ['joining', joinSchema, { login: 'wangfang', name: '王芳', password: '四个不相干的词语连起来' }, ['name']],
  [
    'station',
    stationSchema,
    station,
    [
      'name',
      'hallName',
      'placeName',
      'address',
      'allianceName',
      'shortName',
      'about',
      'checkHint',
      'icpNumber',
      'policeFiling',
    ],
  ],
  [
    'setup',
    setupSchema,
    {
      code: 'ABCD-EFGH',
      stationName: '警务室',
      hallName: '馆',
      login: 'wangfang',
      name: '王芳',
      password: '四个不相干的词语连起来',
    },
    ['stationName', 'hallName', 'placeName', 'address', 'name'],
  ],
  ['screen', createScreenSchema, { code: '123456', name: '大屏' }, ['name', 'zone']],
  ['screen edit', editScreenSchema, screenEdit, ['name', 'zone']],
]
it.each(FORMS.flatMap(([name, schema, value, fields]) => fields.map((field) => ({ name, schema, value, field }))))(
  'the form of a $name names its field $field with an invisible character',
  ({ schema, value, field }) => {
    expect(schema.safeParse({ ...value, [field]: '一二' })).toMatchObject({ success: true })
    for (const odd of Object.values(ODD))
      expect(schema.safeParse({ ...value, [field]: `一${odd}二` })).toMatchObject({
        success: false,
        error: { issues: [{ path: [field] }] },
      })
  },
)

testWalls([
  {
    name: 'texts that people see go through one place',
    find: bareTexts,
    broken: [
      ['shared/a/input.ts', 'const schema = z.object({ title: z.string().trim() })', 'shared/a/input.ts title'],
      ['shared/b/b.ts', 'export const reasonSchema = z\n  .string()\n  .min(1)', 'shared/b/b.ts reasonSchema'],
      ['server/api/c.post.ts', 'const body = z.object({ tags: z.array(z.string()) })', 'server/api/c.post.ts tags'],
    ],
    sound: [
      ['shared/a/input.ts', "const schema = z.object({ title: lineSchema('标题', 30), token: z.string() })"],
      ['shared/fields.ts', 'const line = z.string()'],
      ['server/env.ts', 'const dir = z.string()'],
    ],
  },
])
