/**
 * Puts code that most pages need into the first file of every page: as a file of its own it would be 1 kB more, for the
 * names of what the two exchange.
 */
import type { Nuxt } from 'nuxt/schema'

const named = (pattern: string, ...names: string[]) => names.map((name) => pattern.replace('*', name))

/** `Base…` components are listed one by one, because forms and dialogs are for the office alone. */
const FOR_MOST_PAGES = [
  ...named('components/base/Base*.vue', 'Button', 'Empty', 'Icon', 'Notice', 'Seal'),
  ...named('components/site/*.vue', 'ReadAloudSwitch', 'LaterPart', 'OfflineNotice', 'Telephone'),
  ...named('composables/*.ts', 'api-routes', 'useApi', 'useElderMode', 'useReadAloud'),
  ...named('shared/*.ts', 'errors', 'new-id', 'outbox', 'quiz/owed', 'site/sentences', 'site/sentence-end'),
  'stores/outbox.ts',
]

/** A Nuxt module. */
export default function fillFirstFile(_options: unknown, nuxt: Nuxt): void {
  if (nuxt.options.dev) return
  nuxt.hook('vite:extendConfig', (config, { isClient }) => {
    if (!isClient) return
    config.plugins?.push({
      name: 'first-file',
      transform: (code, id) =>
        /\/nuxt\/dist\/app\/entry(?:\.js)?$/.test(id)
          ? [code, ...FOR_MOST_PAGES.map((file) => `import '~/${file}'`)].join('\n')
          : undefined,
    })
  })
}
