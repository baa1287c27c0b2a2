import { undeclaredResults, untypedRequests } from '../fixtures/http-walls.ts'
import { setup, testWalls } from '../fixtures/wall-tests.ts'

const route = (result: string) =>
  `import { type A, type B } from '#shared/a.ts'\nimport { C } from '#server/c.ts'\n` +
  `export default defineEventHandler(async (event)${result} => read(event))`

testWalls([
  {
    name: 'routes declare their result as a view',
    find: undeclaredResults,
    broken: [
      ['server/api/a.get.ts', route(''), 'server/api/a.get.ts does not declare its result'],
      [
        'server/api/b.get.ts',
        'export default defineEventHandler(read)',
        'server/api/b.get.ts does not declare its result',
      ],
      ['server/api/c.get.ts', 'read()', 'server/api/c.get.ts does not declare its result'],
      ['server/api/d.get.ts', route(': Promise<C>'), 'server/api/d.get.ts Promise<C> is not of shared/'],
      [
        'server/api/e.get.ts',
        route(': Promise<A | unknown>'),
        'server/api/e.get.ts Promise<A | unknown> is not of shared/',
      ],
      ['server/api/f.get.ts', route(': { id: A }'), 'server/api/f.get.ts { id: A } is not of shared/'],
    ],
    sound: [
      ['server/api/a.get.ts', route(': Promise<A>')],
      ['server/api/b.get.ts', route(': Promise<(A | B)[] | undefined>').replace('(A | B)[]', 'A[] | B')],
      ['server/api/c.get.ts', route(': B').replace('defineEventHandler', 'defineContentHandler')],
      ['server/api/d.get.ts', route(': Promise<string | Buffer>')],
      ['server/api/[...].ts', 'export default defineEventHandler((): never => refuse())'],
      ['server/quiz/a.ts', 'export default defineEventHandler(read)'],
    ],
  },
  {
    name: 'clients take results from the route',
    find: untypedRequests,
    broken: [
      ['pages/a.vue', setup("\nconst { data } = useFetch('/api/a')"), 'pages/a.vue:3'],
      ['components/a/A.vue', setup('const a = await $fetch<A>(`/api/a/${id}`)'), 'components/a/A.vue:2'],
      ['layouts/a.vue', setup("const a = useLazyFetch<A>('/api/a')"), 'layouts/a.vue:2'],
      ['composables/useA.ts', "const a = useKeptFetch<A>('/api/a')", 'composables/useA.ts:1'],
      ['composables/useB.ts', "const b = (await callApi('/api/b')) as B", 'composables/useB.ts:1'],
      ['stores/a.ts', "\nconst a = useApiFetch('/api/a') as A", 'stores/a.ts:2'],
      ['middleware/a.ts', "const a = callApi<A>('/api/a')", 'middleware/a.ts:1'],
      ['plugins/a.ts', 'const a = await (await fetch(`/api/a`)).json()', 'plugins/a.ts:1'],
    ],
    sound: [
      ['pages/a.vue', setup("const { data } = useApiFetch('/api/a/:id', { params: { id } })")],
      ['composables/useA.ts', "const a = await callApi('/api/a', { query: { b: c as D } })"],
      ['composables/useB.ts', "const b = await fetch('/api/health').then(({ ok }) => ok)"],
      ['composables/useApi.ts', 'const send = $fetch(address)'],
      ['tests/e2e/a.test.ts', "const a = await $fetch<A>('/api/a')"],
    ],
  },
])
