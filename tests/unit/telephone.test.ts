/** The telephone of a station: what a telephone in China reaches, in the ways in which people write it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setupStationFields, stationSchema } from '../../shared/member/station-input.ts'

const { telephone } = stationSchema.shape
const read = (typed: string) => telephone.safeParse(typed).data

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
/** A number with blanks and dashes in it, as it is grouped on a sign. */
const grouped = (number: fc.Arbitrary<string>) =>
  fc
    .tuple(number, fc.array(fc.constantFrom('', '', '', ' ', '-'), { minLength: 20, maxLength: 20 }))
    .map(([text, gaps]) => [...text].map((digit, at) => (at ? gaps[at] : '') + digit).join(''))
const area = fc.constantFrom('010', '021', '0571', '0578', '0871')
const local = fc.integer({ min: 7, max: 8 }).chain(digits)
const mobile = fc.tuple(fc.constantFrom('13', '15', '18', '19'), digits(9)).map((parts) => parts.join(''))
const numbers = fc.oneof(
  fc.constantFrom('110', '119', '120', '122', '12345', '12381', '96110', '95588', '400-123-4567', '800 810 8888'),
  grouped(mobile),
  grouped(mobile).map((number) => `+86 ${number}`),
  fc.tuple(area, fc.constantFrom('', ' ', '-'), grouped(local)).map((parts) => parts.join('')),
  fc.tuple(area, grouped(local)).map(([code, rest]) => `(${code})${rest}`),
  grouped(fc.tuple(fc.constantFrom(...'2345678'), digits(6)).map((parts) => parts.join(''))),
)
const extended = fc
  .tuple(numbers, fc.option(digits(3), { nil: '' }))
  .map(([number, rest]) => (rest ? `${number}转${rest}` : number))

describe('the telephone of a station', () => {
  it.each([
    ['110', '110'],
    ['96110', '96110'],
    // As contacts of a phone hand it over.
    ['\u202D0871 61234567\u202C', '0871 61234567'],
    ['0871-6123 4567', '0871-6123 4567'],
    ['(0871)61234567', '(0871)61234567'],
    ['（０８７１）６１２３４５６７', '(0871)61234567'],
    ['138 0000 0000', '138 0000 0000'],
    ['+86 138-0000-0000', '+86 138-0000-0000'],
    ['0571—00000000', '0571-00000000'],
    ['0571‑00000000', '0571-00000000'],
    ['0571-88886666转8、0571-88886667', '0571-88886666转8、0571-88886667'],
    ['0571-88886666 转 801，110', '0571-88886666 转 801,110'],
    ['6123 4567', '6123 4567'],
    ['', null],
    ['  ', null],
  ])('%j is stored as %j', (typed, stored) => expect(read(typed)).toBe(stored))

  it('is accepted however it is grouped', () => {
    fc.assert(fc.property(extended, (number) => number.length > 30 || read(number) === number))
  })

  it.each([
    '(((((110',
    '110)',
    '(110)',
    '()110',
    '111111',
    '1234',
    '+110',
    '--110',
    '1-1-0',
    '0871-612345',
    '0871-612345678',
    '(0871 61234567',
    '0871)61234567',
    '138 0000 000',
    '138 0000 00000',
    '138  - 00000000',
    '0571-88886666-8',
    '0571-88886666转',
    '转8',
    '110转1转2',
    '110、',
    '、110',
    '110、、120',
    '值班室 110',
    '110 120',
    '+++8613800000000',
    '000',
    '00000000',
  ])('is not %j', (typed) => {
    const { error } = stationSchema.pick({ telephone: true }).safeParse({ telephone: typed })
    expect(error?.issues.map(({ path }) => path)).toEqual([['telephone']])
    expect(setupStationFields.telephone.safeParse(typed).success).toBe(false)
  })

  it('is never made of brackets and dashes that no number has', () => {
    const typed = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789+-() 、转'), maxLength: 30 }),
      // One character too many, or one that is missing.
      fc
        .tuple(extended, fc.nat(), fc.constantFrom('', '(', ')', '-', '+', '转', ' '))
        .map(
          ([text, at, odd]) => text.slice(0, at % text.length) + odd + text.slice((at % text.length) + (odd ? 0 : 1)),
        ),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const stored = read(text)
        return (stored ?? '')
          .split(/[、,]/)
          .filter((part) => stored && part !== undefined)
          .every((part) => {
            const bare = part
              .split('转')[0]!
              .replace(/^ ?\((0\d{2,3})\)/, '$1')
              .replace(/[ -]/g, '')
            return /^\+?\d{3,16}$/.test(bare) && !/[ -]{2}|^-|-$/.test(part.trim())
          })
      }),
      { numRuns: 3_000 },
    )
  })
})
