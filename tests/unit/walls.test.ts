import { expect, it } from 'vitest'
import { drawNouns, fileCircles, nounCircles } from '../fixtures/noun-graph.ts'
import { PROJECT, setup, testWalls, type Wall } from '../fixtures/wall-tests.ts'
import {
  environmentReaders,
  hastyWaits,
  impureShared,
  importsOf,
  longRoutes,
  machineTraces,
  missingEndings,
  nuxtLinks,
  placeNames,
  sqlInRoutes,
  vueInServer,
  wrongArrows,
  zodInBrowser,
} from '../fixtures/walls.ts'

/** A path as this machine would write it, built from parts so that this file does not match the rule itself. */
const folder = (...names: string[]) => ['', ...names, ''].join('/')

const WALLS: Wall[] = [
  {
    name: 'arrows run from pages to shared, and from the server to shared',
    find: wrongArrows,
    broken: [
      ['shared/quiz/a.ts', "import { x } from '../../server/quiz/x.ts'", 'shared/quiz/a.ts:1 ../../server/quiz/x.ts'],
      ['shared/a.ts', "export * from '#server/env.ts'", 'shared/a.ts:1 #server/env.ts'],
      ['shared/b.ts', "export type A = import('~/composables/useA').A", 'shared/b.ts:1 ~/composables/useA'],
      ['server/a.ts', "import type { A } from '../stores/a.ts'", 'server/a.ts:1 ../stores/a.ts'],
      ['server/b.ts', "import '../tests/fixtures/b.ts'", 'server/b.ts:1 ../tests/fixtures/b.ts'],
      ['pages/a.vue', setup("const a = await import('#server/a.ts')"), 'pages/a.vue:2 #server/a.ts'],
      [
        'components/x/A.vue',
        setup("\nimport type { A } from '../../server/a.ts'"),
        'components/x/A.vue:3 ../../server/a.ts',
      ],
      ['components/x/B.vue', setup("import B from '~/pages/b.vue'"), 'components/x/B.vue:2 ~/pages/b.vue'],
      ['composables/useA.ts', "import A from '~/components/x/A.vue'", 'composables/useA.ts:1 ~/components/x/A.vue'],
      ...['stores', 'layouts', 'middleware', 'plugins'].map((room): [string, string, string] => [
        `${room}/a.ts`,
        "import { a } from '~~/server/a'",
        `${room}/a.ts:1 ~~/server/a`,
      ]),
    ],
    sound: [
      ['pages/a.vue', setup("import { a } from '~/components/x/a.ts'\nimport { b } from '#shared/b.ts'")],
      [
        'server/middleware/a.ts',
        "// import '../../pages/a.vue'\nimport { b } from '#shared/b.ts'\nimport { c } from '../plugins/c.ts'",
      ],
    ],
  },
  {
    name: 'only server/env.ts reads the environment',
    find: environmentReaders,
    broken: [
      ['server/a.ts', 'const port =\n  process.env.PORT', 'server/a.ts:2'],
      ['server/b.ts', 'const { PORT } = process.env', 'server/b.ts:1'],
      ['server/c.ts', "import { env } from 'node:process'", 'server/c.ts:1'],
      ['shared/a.ts', 'export const a = process.env', 'shared/a.ts:1'],
    ],
    sound: [
      ['server/env.ts', 'export const port = process.env.PORT'],
      ['server/d.ts', '// process.env\nexport const id = process.pid'],
      ['scripts/a.ts', 'process.env.PORT = port'],
    ],
  },
  {
    name: 'shared/ is pure',
    find: impureShared,
    broken: [
      'vue',
      'pinia',
      'nuxt/app',
      '#imports',
      'nitropack',
      'h3',
      'drizzle-orm/pg-core',
      'postgres',
      'node:crypto',
    ].map((name, index) => [`shared/a${index}.ts`, `\nimport { x } from '${name}'`, `shared/a${index}.ts:2 ${name}`]),
    sound: [
      ['shared/a.ts', "import { z } from 'zod'\nimport { b } from './b.ts'"],
      ['shared/c.ts', 'const text = "import \'node:fs\'"'],
    ],
  },
  {
    name: 'no Vue code on the server',
    find: vueInServer,
    broken: ['vue', 'pinia', '#app', '#components', './Mail.vue'].map((name, index) => [
      `server/a${index}.ts`,
      `import x from '${name}'`,
      `server/a${index}.ts:1 ${name}`,
    ]),
    sound: [
      ['server/a.ts', "import { getHeader } from 'h3'"],
      ['pages/a.vue', setup("import { ref } from 'vue'")],
    ],
  },
  {
    name: 'zod stays out of the browser',
    find: zodInBrowser,
    broken: [
      ['pages/a.vue', setup("import { b } from '#shared/b.ts'"), 'pages/a.vue → shared/b.ts → shared/c.ts → zod'],
      ['stores/a.ts', "import { type B } from '#shared/b.ts'", 'stores/a.ts → shared/b.ts → shared/c.ts → zod'],
      ['composables/useA.ts', "const c = () => import('~/shared/c')", 'composables/useA.ts → shared/c.ts → zod'],
      ['plugins/a.ts', "import { z } from 'zod/mini'", 'plugins/a.ts → zod'],
      ['shared/b.ts', "export * from './c.ts'", ''],
      ['shared/c.ts', "import { z } from 'zod'\nimport { b } from './b.ts'", ''],
    ],
    sound: [
      ['pages/a.vue', setup("import type { B } from '#shared/b.ts'\nimport { d } from '#shared/d.ts'")],
      ['shared/b.ts', "import { z } from 'zod'"],
      ['shared/d.ts', "import type { z } from 'zod'\nexport type { B } from './b.ts'"],
      ['server/a.ts', "import { b } from '#shared/b.ts'"],
    ],
  },
  {
    name: 'imports in server/ and shared/ carry their ending',
    find: missingEndings,
    broken: [
      ['server/a.ts', "import { b } from './b'", 'server/a.ts:1 ./b'],
      ['server/c.ts', "export { d } from '#server/d'", 'server/c.ts:1 #server/d'],
      ['shared/a.ts', "import type { b } from '#shared/b.js'", 'shared/a.ts:1 #shared/b.js'],
    ],
    sound: [
      ['server/a.ts', "import { b } from './b.ts'\nimport { z } from 'zod'"],
      ['pages/a.vue', setup("import { a } from '~/composables/useA'")],
    ],
  },
  {
    name: 'routes hold no SQL',
    find: sqlInRoutes,
    broken: [
      ['server/api/a.get.ts', "import { eq } from 'drizzle-orm'", 'server/api/a.get.ts:1 drizzle-orm'],
      ['server/api/b.get.ts', "import postgres from 'postgres'", 'server/api/b.get.ts:1 postgres'],
      [
        'server/api/c/d.get.ts',
        "import { members } from '#server/database/schema/index.ts'",
        'server/api/c/d.get.ts:1 #server/database/schema/index.ts',
      ],
    ],
    sound: [
      ['server/api/a.get.ts', "import { useDatabase } from '#server/database/client.ts'"],
      ['server/quiz/a.ts', "import { eq } from 'drizzle-orm'"],
    ],
  },
  {
    name: 'no two nouns of the server need each other',
    find: nounCircles,
    broken: [
      ['server/campaign/a.ts', "import { b } from '#server/screen/b.ts'", 'campaign → screen → card → campaign'],
      ['server/screen/b.ts', "import type { C } from '../card/c.ts'", ''],
      ['server/card/c.ts', "export const load = () => import('#server/campaign/d.ts')", ''],
      ['server/campaign/d.ts', "import { bus } from '../bus.ts'", ''],
      // A file beside the folders is a noun of its own.
      ['server/bus.ts', "import { quiz } from './quiz/e.ts'", 'bus.ts → quiz → bus.ts'],
      ['server/quiz/e.ts', "import { bus } from '#server/bus.ts'", ''],
    ],
    sound: [
      ['server/campaign/a.ts', "import { b } from './b.ts'\nimport { c } from '#shared/screen/c.ts'"],
      ['server/campaign/b.ts', "import { d } from '../realtime/d.ts'"],
      ['server/screen/a.ts', "import { a } from '#server/campaign/a.ts'\nimport { d } from '../realtime/d.ts'"],
    ],
  },
  {
    name: 'no two files of server/ or shared/ need each other',
    find: fileCircles,
    broken: [
      ['shared/a.ts', "import { b } from './b.ts'", 'shared/a.ts → shared/b.ts → shared/a.ts'],
      ['shared/b.ts', "export type A = import('#shared/a.ts').A", ''],
      ['server/x/a.ts', "import type { A } from './a.ts'", 'server/x/a.ts → server/x/a.ts'],
    ],
    sound: [
      ['shared/a.ts', "import { b } from './b.ts'\nimport { c } from './c.ts'"],
      ['shared/b.ts', "import { c } from './c.ts'"],
      ['server/x/a.ts', "import { a } from '#shared/a.ts'"],
    ],
  },
  {
    name: 'tests say how long they wait',
    find: hastyWaits,
    broken: [
      ['tests/e2e/a.test.ts', '\nawait vi.waitFor(() => seen())', 'tests/e2e/a.test.ts:2'],
      ['tests/nuxt/b.test.ts', 'await vi.waitUntil(seen, { interval: 1 })', 'tests/nuxt/b.test.ts:1'],
    ],
    sound: [
      ['tests/e2e/a.test.ts', 'await vi.waitFor(seen, { timeout: 5_000 })\nawait vi.waitUntil(seen, WAIT)'],
      ['tests/e2e/b.test.ts', 'await expect.poll(seen).toBe(true)'],
    ],
  },
  {
    name: 'links are RouterLink',
    find: nuxtLinks,
    broken: [
      ['pages/a.vue', '<template><NuxtLink to="/">a</NuxtLink></template>', 'pages/a.vue'],
      ['components/b.vue', setup("import { NuxtLink } from '#components'"), 'components/b.vue'],
    ],
    sound: [['pages/a.vue', '<template><RouterLink to="/">a</RouterLink></template>']],
  },
  {
    name: 'routes are short',
    find: longRoutes,
    broken: [['server/api/a.get.ts', 'a()\n'.repeat(61), 'server/api/a.get.ts 61 lines']],
    sound: [
      ['server/api/a.get.ts', 'a()\n'.repeat(60)],
      ['server/quiz/a.ts', 'a()\n'.repeat(200)],
    ],
  },
  {
    name: 'no trace of the machine it was written on',
    find: machineTraces,
    broken: [
      ['docs/a.md', `see\n${folder('work', 'main')}`, `docs/a.md:2 ${folder('work')}`],
      ['server/a.ts', `// ${folder('root', 'x')}`, `server/a.ts:1 ${folder('root')}`],
      ['content/a.yml', `a: ${folder('tmp', 'wt', 'x')}`, `content/a.yml:1 ${folder('tmp', 'wt')}`],
      [
        '.npmrc.json',
        `"https://${['registry', 'example', 'org'].join('.')}/x"`,
        `.npmrc.json:1 ${['registry', 'example', 'org'].join('.')}`,
      ],
      ['package-lock.json', '{ "a": { "resolved": "x" } }', 'package-lock.json says where packages were loaded from'],
    ],
    sound: [
      ['README.md', 'network/work and root/'],
      ['package-lock.json', '{ "a": { "version": "1.0.0" } }'],
    ],
  },
  {
    name: 'no place is named in what every station gets',
    find: placeNames,
    broken: [
      ['pages/a.vue', '<template><p>金梅亭，一起防骗</p></template>', 'pages/a.vue:1 金梅亭'],
      ['public/a.webmanifest', '{\n"name": "缙云反诈"', 'public/a.webmanifest:2 缙云'],
      ['content/guide/a.md', '打给五云派出所', 'content/guide/a.md:1 五云'],
      ['nuxt.config.ts', "title: '金梅亭'", 'nuxt.config.ts:1 金梅亭'],
    ],
    sound: [
      ['scripts/season/station.ts', "name: '金梅亭'"],
      ['README.zh-CN.md', '# 金梅亭反诈联盟'],
      ['tests/unit/a.test.ts', "'金梅亭'"],
    ],
  },
]

testWalls(WALLS)

it('reads the whole project', () => {
  // A finder without files reports nothing.
  for (const path of ['package-lock.json', 'pages/index.vue', 'shared/errors.ts', 'server/entry.ts', 'README.md'])
    expect([...PROJECT.keys()]).toContain(path)
  expect(importsOf('pages/help.vue', PROJECT.get('pages/help.vue')!).length).toBeGreaterThan(0)
})

it('draws the nouns in ARCHITECTURE.md as they are', () => {
  const drawing = drawNouns(PROJECT)
  expect(drawing).toContain('  screen --> card\n')
  expect(drawing).not.toContain('  screen --> database\n')
  expect(PROJECT.get('ARCHITECTURE.md')).toContain(`## Nouns\n\n`)
  expect(PROJECT.get('ARCHITECTURE.md')).toContain(`\n${drawing}\n`)
})
