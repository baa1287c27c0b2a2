import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createError } from 'h3'
import { DrizzleQueryError } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLogFile } from '#server/log/file.ts'
import { keepLog } from '#server/log/keep.ts'
import { limitLog } from '#server/log/limit.ts'
import { type LogEntry, report } from '#server/log/report.ts'
import { shapeOf, wordsOf } from '#server/log/words.ts'

const HASH = 'a3f1'.repeat(16)
const TOKEN = `Zk9${'xQ7_-b'.repeat(7)}`
const databaseError = (message: string, code: string) =>
  Object.assign(new Error(message), { name: 'PostgresError', code, detail: `Key (token_hash)=(\\x${HASH})` })

describe('the words of a line', () => {
  it.each([
    ['/api/codes/A7BKQ2Z/scans?from=x', '/api/codes/:x/scans'],
    ['/s/abcdefg', '/s/:x'],
    ['/join/abcdef?x', '/join/:x'],
    [`/api/invitations/${TOKEN}/accept`, '/api/invitations/:x/accept'],
    ['/cards/01993e2a-1111-7222-8333-123456789012', '/cards/:x'],
    ['/scams/task-rebate', '/scams/task-rebate'],
    ['/', '/'],
    ['//evil', '//evil'],
    [`/${'a'.repeat(12_000)}`, '/:x'],
    [`/${'a/'.repeat(6_000)}`, '/a/a/a/a/a/a/a'],
  ])('have %.40j in the shape %j', (path, shape) => expect(shapeOf(path)).toBe(shape))

  it('name the reason of a failed query, and none of its parameters', () => {
    const cause = databaseError('duplicate key value violates unique constraint "screens_token_hash_key"', '23505')
    const failed = new DrizzleQueryError('select * from screens where token_hash = $1', [HASH, TOKEN], cause)
    const wrapped = Object.assign(createError('x'), { cause: failed })
    for (const error of [failed, wrapped]) {
      const { text, at } = wordsOf(error)
      expect(text).toBe('PostgresError 23505: duplicate key value violates unique constraint "screens_token_hash_key"')
      expect(at).toBeUndefined()
    }
    expect(wordsOf(new DrizzleQueryError('select $1', [HASH])).text).toBe('Error: Failed query')
  })

  it('leave out what was typed or is secret, wherever it stands', () => {
    for (const error of [
      databaseError('invalid input syntax for type uuid: "13812345678"', '22P02'),
      new Error(`token ${TOKEN} of \\x${HASH} at http://a.example/api/codes/A7BKQ2Z?name=13812345678 `),
      `key ${HASH} ${TOKEN}`,
      { token: TOKEN, hash: HASH },
    ])
      expect(JSON.stringify(wordsOf(error))).not.toMatch(/13812345678|A7BKQ2Z|a3f1a3f1|xQ7/)
  })

  it('are one short line, whatever was thrown', () => {
    expect(wordsOf({ code: 'E', inner: { deep: { deeper: 1 } } }).text).toBe("{ code: 'E', inner: { deep: [Object] } }")
    expect(wordsOf(undefined).text).toBe('undefined')
    expect(wordsOf(new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })])).text).toBe(
      'Error ECONNREFUSED: connect',
    )
    for (const long of [new Error(`a\nb ${'中'.repeat(9_000)}`), `a\r\n\u001B[31m${'x y '.repeat(5_000)}`])
      expect(wordsOf(long).text).toMatch(/^[^\p{Cc}]{1,301}$/u)
  })

  it('say where it happened', () => {
    const error = new Error('x')
    error.stack = 'Error: x\n    at a (node:fs:1:1)\n    at b (file:///w/.output/server/chunks/_/reach.mjs:12:3)'
    expect(wordsOf(error).at).toBe('.output/server/chunks/_/reach.mjs:12:3')
  })
})

describe('a failing minute', () => {
  const entry = (text: string): LogEntry => ({ level: 'error', of: 'api', text })
  const written: [string, number][] = []
  const log = () => limitLog(({ text }, times) => written.push([text, times]))
  beforeEach(() => void written.splice(0))

  it('is one line for each cause, and then one with the count each minute', () => {
    const limited = log()
    for (let n = 0; n < 5_000; n += 1) limited.take(entry(`connect to 10.0.0.1:${n} failed`), n)
    limited.take(entry('another'), 5_000)
    limited.flush(59_999)
    expect(written).toEqual([
      ['connect to 10.0.0.1:0 failed', 1],
      ['another', 1],
    ])
    limited.flush(60_000)
    limited.take(entry('connect to 10.0.0.1:1 failed'), 61_000)
    limited.flush(119_000)
    expect(written.slice(2)).toEqual([['connect to 10.0.0.1:4999 failed', 4_999]])
    limited.flush(121_000)
    expect(written.slice(3)).toEqual([['connect to 10.0.0.1:1 failed', 1]])
    // The cause is over: the next one is news at once.
    limited.flush(300_000)
    limited.take(entry('connect to 10.0.0.1:2 failed'), 300_001)
    expect(written.slice(4)).toEqual([['connect to 10.0.0.1:2 failed', 1]])
  })

  it('has a bounded number of lines, however many causes there are', () => {
    const limited = log()
    for (let n = 0; n < 5_000; n += 1) limited.take(entry(`cause ${String.fromCodePoint(0x4e00 + n)}`), n)
    limited.flush(60_000, true)
    expect(written).toHaveLength(32)
    expect(written.slice(-2)).toEqual([
      ['further lines were left out', 1],
      ['further lines were left out', 4_969],
    ])
  })
})

describe('the log of a server', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'jmt-log-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const file = (name = 'server.log') => join(dir, 'logs', name)

  it('is kept in files of bounded size and number, which only their owner reads', () => {
    const append = openLogFile(dir)
    for (let n = 0; n < 9_000; n += 1) append(`${n} ${'x'.repeat(1_000)}`)
    const names = readdirSync(join(dir, 'logs')).toSorted()
    expect(names).toEqual([
      'server.1.log',
      'server.2.log',
      'server.3.log',
      'server.4.log',
      'server.5.log',
      'server.log',
    ])
    for (const name of names) {
      expect(statSync(file(name)).size).toBeLessThanOrEqual(1_000_000)
      expect(statSync(file(name)).mode & 0o777).toBe(0o600)
    }
    expect(readFileSync(file(), 'utf8').trimEnd().split('\n').at(-1)).toMatch(/^8999 x/)
  })

  it('goes on where no file can be written', () => {
    writeFileSync(join(dir, 'logs'), '')
    expect(() => openLogFile(dir)('x')).not.toThrow()
  })

  it('takes what we report and what libraries say, each once, from the wanted level on', () => {
    const said = vi.spyOn(console, 'error').mockReturnValue()
    const shown: string[] = []
    const log = keepLog(dir, 'warn', (line) => void shown.push(line))
    report('error', 'api', new Error('away'), { method: 'GET', path: '/api/cards/:x' })
    report('error', 'api', new Error('away'), { method: 'GET', path: '/api/home' })
    report('info', 'server', 'started')
    report('debug', 'page', 'not found')
    console.warn('[unhead] odd', { a: 1 })
    console.error('[unhandledRejection]', new TypeError('late'))
    console.error('[request error] [fatal] [GET] http://a.example/no?x\n', new Error('Page not found: /no?x'))
    log.stop()
    console.error('given back')
    expect(said).toHaveBeenCalledExactlyOnceWith('given back')
    said.mockRestore()
    const lines = readFileSync(file(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    const at = expect.stringContaining('tests/unit/log.test.ts')
    expect(lines.map((line) => ({ at, ...(line as object) }))).toEqual([
      { time, at, level: 'error', of: 'api', text: 'Error: away', method: 'GET', path: '/api/cards/:x' },
      { time, at, level: 'warn', of: 'unhead', text: 'odd' },
      { time, at, level: 'error', of: 'unhandledRejection', text: 'TypeError: late' },
      { time, at, level: 'error', of: 'api', text: 'Error: away', method: 'GET', path: '/api/home' },
    ])
    expect(shown[0]).toMatch(/^\d\d:\d\d:\d\d error \[api\] Error: away method=GET path=\/api\/cards\/:x/)
    expect(shown).toHaveLength(4)
    expect(existsSync(file('server.1.log'))).toBe(false)
  })
})
