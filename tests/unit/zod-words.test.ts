import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { plainWords } from '#server/http/zod-words.ts'
import { fromZod } from '#shared/errors.ts'

describe('words for refused fields', () => {
  const before = z.config().localeError
  beforeAll(() => {
    z.config({ localeError: plainWords })
  })
  afterAll(() => {
    z.config({ localeError: before })
  })

  it.each([
    [z.strictObject({ a: z.string() }), {}, '没有填写'],
    [z.strictObject({ a: z.string() }), { a: 5 }, '格式不对'],
    [z.strictObject({ a: z.enum(['x', 'y']) }), { a: 'z' }, '不在可选的范围内'],
    [z.strictObject({ a: z.string().min(2) }), { a: 'x' }, '至少 2 个字'],
    [z.strictObject({ a: z.string().max(2) }), { a: 'xxx' }, '最多 2 个字'],
    [z.strictObject({ a: z.array(z.string()).max(1) }), { a: ['x', 'y'] }, '最多 1 项'],
    [z.strictObject({ a: z.number().min(1) }), { a: 0 }, '至少是 1'],
    [z.strictObject({ a: z.uuid() }), { a: 'x' }, '格式不对'],
    [z.strictObject({ a: z.string('请写名称') }), {}, '请写名称'],
  ] as const)('are plain Chinese (%#)', (schema, input, words) => {
    const parsed = (schema as z.ZodType).safeParse(input)
    expect(fromZod(parsed.error!).body.fields).toEqual({ a: words })
  })

  it('say of what nobody asked for that it is not known', () => {
    expect(Object.values(fromZod(z.strictObject({}).safeParse({ b: 1 }).error!).body.fields!)).toEqual([
      '有不认识的内容',
    ])
  })
})
