import { testWalls } from '../fixtures/wall-tests.ts'
import type { Files } from '../fixtures/walls.ts'

/** The console would print stacks, parameters and `[object Object]`, as often as something fails. */
const spoken = (files: Files): string[] =>
  [...files].flatMap(([path, text]) =>
    /^server\/(?!log\/)/.test(path) && /\bconsole\.\w+|process\.std(?:out|err)/.test(text) ? [path] : [],
  )

testWalls([
  {
    name: 'the server speaks through its log',
    find: spoken,
    broken: [
      ['server/quiz/a.ts', "console.error('[quiz]', error)", 'server/quiz/a.ts'],
      ['server/plugins/a.ts', 'const say = console.warn', 'server/plugins/a.ts'],
      ['server/a.ts', 'process.stderr.write(text)', 'server/a.ts'],
    ],
    sound: [
      ['server/quiz/a.ts', "report('error', 'quiz', error) // console"],
      ['server/log/keep.ts', 'console.error = take'],
      ['scripts/backup.ts', 'console.log(1)'],
      ['server/api/console/a.ts', "import { a } from '../console/b.ts'"],
    ],
  },
])
