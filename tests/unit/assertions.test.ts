import { describe, expect, it } from 'vitest'
import { assertionsIn } from '../fixtures/assertions.ts'
import { PROJECT, setup } from '../fixtures/wall-tests.ts'

/** Allowed overrides of the type checker, in all code but tests and benches. These numbers may only fall. */
const MOST = { nonNull: 72, casts: 105 }

describe('assertions to the type checker', () => {
  it('are counted in scripts and templates', () => {
    expect(assertionsIn('a.ts', 'const a = b! as C\nconst d = !e && f! !== g\nconst h = <I>j')).toEqual({
      nonNull: 2,
      casts: 2,
    })
    expect(assertionsIn('a.ts', "import { a as b } from 'c'\nconst d = [1] as const satisfies E")).toEqual({
      nonNull: 0,
      casts: 0,
    })
    const template =
      '<template><p v-if="a!" :b="c as D" @e="f($event!)">{{ g! }} as h!<i v-for="j in k!" /></p></template>'
    expect(assertionsIn('a.vue', `${setup('const a = b!').split('<template>')[0]}${template}`)).toEqual({
      nonNull: 5,
      casts: 1,
    })
  })

  it('grow no more', () => {
    const code = [...PROJECT].filter(([path]) => !/^(?:tests|bench)\//.test(path))
    const all = code.map(([path, text]) => assertionsIn(path, text))
    expect(all.reduce((sum, { nonNull }) => sum + nonNull, 0)).toBeLessThanOrEqual(MOST.nonNull)
    expect(all.reduce((sum, { casts }) => sum + casts, 0)).toBeLessThanOrEqual(MOST.casts)
  })
})
