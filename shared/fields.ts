/** Schemas of single form fields that several nouns have: limited, trimmed, with messages for people. */
import { z } from 'zod'
import { oddPlace, tidyLine, tidyLines } from './text.ts'

/** A text that people write and others read: each of them is a `lineSchema` or a `textSchema`, which a wall holds. */
function shownSchema(name: string, max: number, tidy: (text: string) => string) {
  const tooLong = `${name}最多 ${max} 个字`
  return (
    z
      .string({ error: `请填写${name}` })
      // Before white space is trimmed; a bound for the work that follows.
      .max(max * 2 + 1_000, tooLong)
      .transform(tidy)
      .superRefine((text, context) => {
        const odd = oddPlace(text)
        // As objects: after an issue that is a mere text, zod checks no further field of the form.
        const say = (message: string) => context.addIssue({ code: 'custom', message })
        if (odd) say(`${name}的第 ${odd} 个字是看不见的或特殊的字符，请删掉它再试`)
        else if (text.length > max) say(tooLong)
      })
  )
}

/** One line of text: runs of white space become one space. @param max in UTF-16 units, after trimming. */
export const lineSchema = (name: string, max: number) => shownSchema(name, max, tidyLine)

/** The same, but not empty. */
export const requiredLineSchema = (name: string, max: number) =>
  lineSchema(name, max).refine((text) => text !== '', `请填写${name}`)

/** Several lines, unchanged except for white space at their ends. */
export const textSchema = (name: string, max: number) => shownSchema(name, max, tidyLines)

/** A number of people or things. */
export const countSchema = (max = 100_000_000) =>
  z
    .int({ error: '请填写整数' })
    .min(1, '至少是 1')
    .max(max, `最大是 ${max.toLocaleString('en-US')}`)

/**
 * For a field that may be left out when something is made. An edit replaces all fields, so there each must be named,
 * and an empty one is null or '': what a request merely left out would be erased.
 */
export const orLeftOut = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value): T | null => value ?? null)

/** The revision with which a form was loaded, to detect that somebody else has saved meanwhile. */
export const revisionSchema = z.int({ error: '缺少版本号，请刷新页面' }).min(1).max(2_000_000_000)
