/** Limits for the length of files and lines. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Files, longFiles, longLines, readProject } from '../fixtures/walls.ts'

const PROJECT = readProject(fileURLToPath(new URL('../../', import.meta.url)))

/** The violations that a finder reports for some files. */
const said = (find: (files: Files) => string[], files: Record<string, string>) => find(new Map(Object.entries(files)))

describe('files are short', () => {
  it('is noticed when broken', () =>
    expect(
      said(longFiles, {
        'server/quiz/a.ts': 'a()\n'.repeat(301),
        'components/quiz/A.vue': 'a\n'.repeat(400),
        'tests/unit/a.test.ts': `${'\n'.repeat(300)}a()`,
        'README.md': 'a\n'.repeat(301),
      }),
    ).toEqual([
      'server/quiz/a.ts 301 lines',
      'components/quiz/A.vue 400 lines',
      'tests/unit/a.test.ts 301 lines',
      'README.md 301 lines',
    ]))

  it('lets sound files be, and what is long by nature', () =>
    expect(
      said(longFiles, {
        'server/quiz/a.ts': 'a()\n'.repeat(300),
        'content/items/a.yml': 'a\n'.repeat(301),
        'docs/a.md': 'a\n'.repeat(301),
        'server/database/migrations/meta/a.json': 'a\n'.repeat(301),
        'package-lock.json': '{\n'.repeat(301),
      }),
    ).toEqual([]))

  it('holds in the project', () => expect(longFiles(PROJECT)).toEqual([]))
})

describe('lines are short', () => {
  it('is noticed when broken', () =>
    expect(
      said(longLines, {
        'server/a.ts': `a()\n// ${'a'.repeat(118)}`,
        'pages/a.vue': '长'.repeat(121),
        'shared/a.ts': `// https://example.org/ ${'a '.repeat(60)}`,
      }),
    ).toEqual(['server/a.ts:2', 'pages/a.vue:1', 'shared/a.ts:1']))

  it('lets sound files be, addresses, and what is wrapped by whoever reads it', () =>
    expect(
      said(longLines, {
        'server/a.ts': `// ${'a'.repeat(117)}\n// https://example.org/${'a'.repeat(120)}`,
        'pages/a.vue': '😀'.repeat(120),
        'README.md': 'a '.repeat(121),
        'content/a.yml': 'a '.repeat(121),
      }),
    ).toEqual([]))

  it('holds in the project', () => expect(longLines(PROJECT)).toEqual([]))
})
