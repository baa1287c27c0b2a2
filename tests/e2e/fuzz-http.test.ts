/** Whatever is thrown at any route: an answer in the error form, never a 5xx, never a crash. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayFromToday } from '../fixtures/days.ts'
import { type Office, openOffice } from '../fixtures/office.ts'
import { apiRoutes, type Route } from '../fixtures/routes.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

const RUNS_PER_ROUTE = Number(process.env.FUZZ_RUNS ?? 30)

/** Field names the routes know, so that a body gets past the first check and fails deeper. */
const FIELDS = [
  'id',
  'code',
  'seen',
  'answers',
  'position',
  'choice',
  'login',
  'password',
  'name',
  'role',
  'title',
  'slogan',
  'startsOn',
  'endsOn',
  'goalContacts',
  'goalCompletions',
  'revision',
  'kind',
  'place',
  'grid',
  'plannedCount',
  'day',
  'quantity',
  'source',
  'secret',
  'zone',
  'campaignId',
  'stationName',
  'hallName',
  'icpNumber',
  'policeFiling',
  'oldPassword',
  'newPassword',
  'archived',
  'confirm',
  'type',
  'answer',
]

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '',
    ' ',
    '\u0000',
    '\uD800',
    '😀'.repeat(50),
    '’; drop table members; --',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '2026-02-30',
    '9999999999',
    [],
    {},
    [[]],
    { length: 1e9 },
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('长'.repeat(20_000)),
  fc.uuid(),
  fc.integer(),
  fc.array(fc.jsonValue(), { maxLength: 4 }),
)
const answers = fc.array(
  fc.record(
    { position: nasty, choice: fc.oneof(fc.constantFrom('scam', 'genuine'), nasty), sure: nasty },
    { requiredKeys: [] },
  ),
  { maxLength: 30 },
)
const body = fc
  .oneof(
    { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), nasty, { maxKeys: 12 }) },
    { weight: 1, arbitrary: answers.map((list) => ({ answers: list })) },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
  .map((value) => JSON.stringify(value))
const rawBody = fc.oneof(
  { weight: 8, arbitrary: body },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{',
      '[',
      'null',
      '"',
      '{"a":1e999}',
      '{"__proto__":{"x":1}}',
      '['.repeat(5000),
      'x'.repeat(70_000),
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
)
const nameOf = ({ method, path }: Route) => `${method} ${path}`
/** Bodies that would be accepted: with one field spoilt they get as deep as anything can. */
const SAMPLES: Record<string, Record<string, unknown>> = {
  'POST /api/session': { login: 'chen.station', password: 'wrong-password-1' },
  'POST /api/setup': {
    code: 'ABCD-2345',
    stationName: '警务室',
    hallName: '体验馆',
    login: 'someone',
    name: '某人',
    password: 'tall-bamboo-7-rain',
  },
  'PUT /api/session/password': { oldPassword: 'wrong-password-1', newPassword: 'tall-bamboo-8-rain' },
  'POST /api/console/campaigns': {
    id: '$new',
    title: '测试',
    slogan: '',
    startsOn: dayFromToday(-20),
    endsOn: dayFromToday(10),
    goalContacts: 10,
    goalCompletions: 10,
    population: 20000,
  },
  'PUT /api/console/campaigns/:id': {
    revision: 1,
    title: '测试',
    slogan: '',
    startsOn: dayFromToday(-20),
    endsOn: dayFromToday(10),
  },
  'POST /api/console/campaigns/:id/touchpoints': {
    id: '$new',
    kind: 'leaflet',
    name: '传单',
    place: '路口',
    grid: '一',
    plannedCount: 5,
  },
  'PUT /api/console/touchpoints/:id': {
    revision: 1,
    kind: 'leaflet',
    name: '传单',
    place: '路口',
    grid: '一',
    plannedCount: 5,
  },
  'POST /api/console/touchpoints/:id/archive': { archived: false },
  'POST /api/console/touchpoints/:id/contacts': {
    id: '$new',
    mode: 'report',
    day: dayFromToday(-1),
    source: 'staff',
    quantity: 3,
  },
  'POST /api/console/invitations': { name: '新成员', role: 'docent' },
  'PUT /api/console/station': { name: '警务室', hallName: '体验馆', icpNumber: null, policeFiling: null },
  'POST /api/console/screens': { code: '123456', name: '一号屏', zone: '', campaignId: null },
  'PATCH /api/console/screens/:id': { name: '一号屏', zone: '', campaignId: null },
  'POST /api/codes/:code/scans': { id: '$new' },
  'POST /api/attempts': { id: '$new', code: '$code', seen: [] },
  'POST /api/attempts/:id/answers': { answers: [{ position: 0, choice: 'scam', sure: false }] },
  'POST /api/attempts/:id/shares': { id: '$new' },
  'POST /api/practice': { type: 'romance', seen: ['romance-ab'] },
  'POST /api/practice/:itemId/answer': { answer: ['a'] },
  'POST /api/console/cards': { id: '$new', kind: 'tip', title: '新骗局', scamType: 'romance' },
  'PUT /api/console/cards/:id': {
    version: 1,
    kind: 'tip',
    title: '新骗局',
    headline: '一句话',
    body: '正文',
    scamType: null,
    source: '警务室整理',
    expiresOn: dayFromToday(30),
  },
  'POST /api/console/cards/:id/submit': { version: 1 },
  'POST /api/console/cards/:id/return': { version: 1, reason: '缺来源' },
  'POST /api/console/cards/:id/publish': {
    version: 1,
    source: '警务室整理',
    expiresOn: dayFromToday(30),
    urgent: true,
  },
  'POST /api/console/cards/:id/withdraw': { reason: '写错了' },
  'POST /api/console/cards/:id/restore': { version: 1, number: 1 },
  'POST /api/console/cards/:id/preview': { body: '**正文**', title: '新骗局', headline: '', source: '' },
  'POST /api/console/cards/:id/comments': { id: '$new', text: '看过了' },
}
/**
 * What makes others shallow comes last: a card that is put aside refuses everything, and wrong passwords lock the
 * account for a while.
 */
const LAST = ['POST /api/console/cards/:id/discard', 'PUT /api/session/password', 'POST /api/session']
const ROUTES = apiRoutes().toSorted((a, b) => LAST.indexOf(nameOf(a)) - LAST.indexOf(nameOf(b)))
const sampleOf = (route: Route) => SAMPLES[nameOf(route)]
const spoilt = (sample: Record<string, unknown>) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(sample)), nasty, fc.boolean())
    .map(([field, value, whole]) => JSON.stringify(whole ? sample : { ...sample, [field]: value }))
const query = fc.dictionary(
  fc.constantFrom(
    'format',
    'size',
    'page',
    'before',
    'member',
    'action',
    'q',
    'everywhere',
    'exclude',
    'after',
    'id',
    'name',
    'type',
    'scamType',
  ),
  fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('', '-1', '1e99', '\u0000', '长'.repeat(400), '[]')),
  { maxKeys: 3 },
)

const contentType = fc.constantFrom(
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
)

describe('any route, any input', () => {
  let server: TestServer
  let office: Office
  let known: string[]
  beforeAll(async () => {
    server = await startServer()
    office = await openOffice(server)
    const card = randomUUID()
    const made = await office.call('POST', '/api/console/cards', { id: card, kind: 'tip', title: '新骗局' })
    if (made.status >= 300) throw new Error(`no card to throw bodies at: ${made.status}`)
    const { items } = (await office.call<{ items: { id: string }[] }>('POST', '/api/practice', {})).body
    known = [
      office.member.id,
      office.campaign.id,
      office.touchpoint.id,
      office.touchpoint.code,
      card,
      items[0]!.id,
      'task-rebate',
      'after-transfer',
    ]
  })
  afterAll(() => server?.stop())

  async function send(
    route: Route,
    params: string[],
    search: Record<string, string>,
    raw: string,
    type: string,
    signedIn: boolean,
  ): Promise<void> {
    const path = route.params.reduce(
      (built, name, index) => built.replace(`:${name}`, encodeURIComponent(params[index]!)),
      route.path,
    )
    const response = await fetch(`${server.url}${path}?${new URLSearchParams(search)}`, {
      method: route.method,
      headers: { ...(type && { 'content-type': type }), ...(signedIn && { cookie: office.cookie() }) },
      redirect: 'manual',
      ...(route.method !== 'GET' && { body: raw }),
    })
    const text = await response.text()
    const context = `${route.method} ${path.slice(0, 200)} ← ${raw.slice(0, 200)} → ${response.status} ${text.slice(0, 200)}`
    expect(response.status, context).toBeLessThan(500)
    if (response.status >= 400) {
      const { error } = JSON.parse(text) as { error: { code: string; message: string } }
      expect(error, context).toMatchObject({
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.stringMatching(/[\u4e00-\u9fff]/),
      })
    }
  }

  it('knows all routes', () => expect(ROUTES.length).toBeGreaterThan(25))

  it.each(ROUTES.map((route) => [nameOf(route), route] as const))('%s', async (_name, route) => {
    const param = fc.oneof(
      fc.constantFrom(...known),
      fc.uuid(),
      fc.constantFrom('', ' ', '..', '%', '\u0000', 'null', '0', '-1', '长'.repeat(300), 'a'.repeat(3000)),
      fc.string({ maxLength: 30 }),
    )
    const sample = sampleOf(route)
    const content = sample
      ? fc.oneof({ weight: 1, arbitrary: rawBody }, { weight: 3, arbitrary: spoilt(sample) })
      : rawBody
    await fc.assert(
      fc.asyncProperty(
        fc.array(param, { minLength: route.params.length, maxLength: route.params.length }),
        query,
        content,
        contentType,
        fc.boolean(),
        async (params, search, body, type, signedIn) => {
          if (signedIn) await office.ensureSignedIn()
          const raw = body.replaceAll('$new', randomUUID()).replaceAll('$code', office.touchpoint.code)
          // A path segment cannot be empty or a dot segment: the URL parser would make it another route.
          await send(
            route,
            params.map((value) => (/^\.{0,2}$/.test(value) ? randomUUID() : value.replace(/\p{Surrogate}/gu, '�'))),
            search,
            raw,
            type,
            signedIn,
          )
        },
      ),
      { numRuns: RUNS_PER_ROUTE, endOnFailure: true },
    )
  })

  it('names a route in every sample', () => {
    const names = ROUTES.map(nameOf)
    expect(Object.keys(SAMPLES).filter((name) => !names.includes(name))).toEqual([])
  })

  it('is still ready, and was never restarted', async () => {
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200)
    expect(server.exited()).toBe(false)
  })

  it('refuses a wrong method, a broken path encoding and an unknown route in the same form', async () => {
    for (const [method, path, status] of [
      ['DELETE', '/api/health', 405],
      ['POST', '/api/scams/%E0%A4%A', 400],
      ['GET', '/api/no/such/thing', 404],
    ] as const) {
      const response = await fetch(server.url + path, { method })
      expect([status, 404, 405]).toContain(response.status)
      expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
    }
  })
})
