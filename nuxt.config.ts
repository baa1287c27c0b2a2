import { fileURLToPath } from 'node:url'
import Icons from 'unplugin-icons/vite'
import { iconPath } from './scripts/icon-path.ts'
import squeezeFirstFiles from './scripts/zopfli.ts'

/** Nuxt's own page renderer for errors; ours answers the API before it and leaves the rest to this one. */
const nuxtErrorPage = fileURLToPath(
  new URL('./node_modules/@nuxt/nitro-server/dist/runtime/handlers/error', import.meta.url),
)

/** What most pages need; `Base…` by name, because forms and dialogs are the office's. */
const BASE_CHUNK = new RegExp(
  [
    'components/(?:base/Base(?:Button|Empty|Icon|Notice|Seal)|site/ReadAloudSwitch)\\.',
    '~icons/tabler/(?!player-play|printer|search)',
    'composables/(?:api-routes|use(?:Api|ElderMode|ReadAloud))\\.',
    'stores/outbox\\.',
    'shared/(?:errors|outbox|quiz/owed|site/sentences)\\.',
    '/uuid/',
    'nuxt/dist/(?:app/composables/ssr|pages/runtime/composables)\\.',
  ].join('|'),
)

export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  srcDir: '.',
  modules: ['@nuxt/content', '@pinia/nuxt', 'nuxt-security', 'nuxt-auth-utils', squeezeFirstFiles],
  ignore: ['tests/**', 'bench/**', 'scripts/**', '.data/**', '.data-demo/**'],
  telemetry: false,
  devtools: { enabled: false },
  css: ['~/assets/tokens.css', '~/assets/base.css'],
  // `base/` components serve several nouns; the other folders keep their noun in the name.
  components: [
    { path: '~/components/base', pathPrefix: false, extensions: ['vue'] },
    { path: '~/components', extensions: ['vue'] },
  ],
  app: {
    head: {
      htmlAttrs: { lang: 'zh-CN' },
      viewport: 'width=device-width, initial-scale=1, viewport-fit=cover',
      title: '金梅亭反诈联盟',
      link: [
        { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' },
        { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
        { rel: 'manifest', href: '/manifest.webmanifest' },
      ],
      // WeChat and some browsers turn digits into dial links; only our own buttons may dial.
      meta: [
        { name: 'format-detection', content: 'telephone=no' },
        { name: 'theme-color', content: '#f6f3ec' },
      ],
    },
  },
  content: {
    experimental: { sqliteConnector: 'native' },
    // The library is read once into memory (server/content/library.ts); nothing needs to outlive the process.
    database: { type: 'sqlite', filename: ':memory:' },
    renderer: { anchorLinks: false },
  },
  experimental: {
    // On a phone's weak network the pages that might come next must not compete with the one that was asked for.
    defaults: { nuxtLink: { prefetchOn: { visibility: false, interaction: true } } },
    // plugins/page-code.client.ts: a reload without a network would end on the browser's own error page.
    emitRouteChunkError: 'manual',
    // What no page of ours uses and every phone would carry: a list of prerendered pages, their payloads, islands, and
    // a turn of the event loop between pages. A new build is noticed when a chunk of the old one is gone.
    appManifest: false,
    payloadExtraction: false,
    componentIslands: false,
    navigationRepaint: false,
    // As a script instead of JSON: the browser's own parser needs none of ours.
    renderJsonPayloads: false,
  },
  auth: { loadStrategy: 'none' },
  runtimeConfig: {
    // Filled in by the build (hooks): what is wrong with the content, for the office.
    contentProblems: [],
    session: {
      name: 'jmt-office',
      // Set at start from the secrets in the data folder (scripts/serve.ts).
      password: '',
      maxAge: 60 * 60 * 12,
      // Plain HTTP on the hall's own network must work; the entry turns `secure` on when PUBLIC_URL is https.
      cookie: { sameSite: 'lax', httpOnly: true, secure: false },
    },
  },
  security: {
    // Each of these defaults breaks a hall: see ARCHITECTURE.md, "Security headers".
    rateLimiter: false,
    requestSizeLimiter: false,
    xssValidator: false,
    corsHandler: false,
    allowedMethodsRestricter: false,
    csrf: false,
    removeLoggers: false,
    headers: {
      strictTransportSecurity: false,
      crossOriginEmbedderPolicy: false,
      // Browsers ignore it on plain HTTP and say so in the console.
      crossOriginOpenerPolicy: false,
      referrerPolicy: 'same-origin',
      contentSecurityPolicy: {
        'default-src': ["'self'"],
        'base-uri': ["'none'"],
        'connect-src': ["'self'", 'ws:', 'wss:'],
        'font-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'script-src': ["'self'", "'nonce-{{nonce}}'", "'strict-dynamic'"],
        'script-src-attr': ["'none'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        // Of the hall screens only. Without it `strict-dynamic` would count for workers too and let none start.
        'worker-src': ["'self'"],
        'upgrade-insecure-requests': false,
      },
    },
  },
  nitro: {
    preset: 'node-server',
    errorHandler: [fileURLToPath(new URL('./server/error-handler.ts', import.meta.url)), nuxtErrorPage],
    compressPublicAssets: { gzip: true, brotli: true },
    // The manual: plain text that the server renders when somebody reads it (server/guide/chapters.ts).
    serverAssets: [{ baseName: 'guide', dir: fileURLToPath(new URL('./content/guide', import.meta.url)) }],
    // One file instead of three hundred to find and read at every start.
    externals: { inline: ['zod', 'drizzle-orm', 'uuid'] },
    // Node 24 is pinned in package.json, so nothing needs to be lowered.
    esbuild: { options: { target: 'node22' } },
  },
  // Inlined styles come a second time as files when the page's script arrives: 4 kB for nothing on a slow phone.
  features: { inlineStyles: false },
  hooks: {
    // @nuxt/content brings components for pages written in Markdown, whose names would stand in the first file of
    // every page. We have none.
    'components:extend': (components) => {
      components.splice(
        0,
        components.length,
        ...components.filter(({ filePath }) => !/node_modules\/@nuxt(?:js\/mdc|\/content)\//.test(filePath)),
      )
    },
    // A phone on paid data loads what it needs when it needs it; nothing is fetched on the mere chance of a click.
    'build:manifest': (manifest) => {
      for (const resource of Object.values(manifest)) resource.prefetch = false
    },
    // Not in `nitro.entry`: the prerenderer of the build copies that and would start a server of its own.
    'nitro:init': (nitro) => {
      if (!nitro.options.dev) nitro.options.entry = fileURLToPath(new URL('./server/entry.ts', import.meta.url))
    },
    // Only a build needs it, and it takes seconds.
    'nitro:build:before': async (nitro) => {
      const { contentProblems } = await import('./scripts/content-files.ts')
      nitro.options.runtimeConfig.contentProblems = contentProblems()
    },
    // @nuxt/content prerenders each collection into a public file; the item bank holds the answers
    // (server/content/door.ts). Without any rule there is also none that every phone must carry.
    'nitro:config': (nitro) => {
      const rules = nitro.routeRules ?? {}
      for (const route of Object.keys(rules)) {
        if (route.startsWith('/__nuxt_content/')) delete rules[route]
      }
    },
  },
  vite: {
    // Which scripts hang on which is a list of 160 names in the first file of every page: only the styles are told
    // beforehand. Fonts stay files: the content security policy allows no font in a `data:` address.
    build: {
      target: ['chrome87', 'safari14'],
      modulePreload: {
        resolveDependencies: (_file, dependencies) => dependencies.filter((each) => each.endsWith('.css')),
      },
      assetsInlineLimit: (file) => (/\.woff2?$/.test(file) ? false : undefined),
    },
    // What every page needs is one file, what most need another, and how a message looks a third: cut into dozens
    // they pack worse, 12 kB more on every phone.
    $client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: 'entry', tags: ['$initial'], priority: 1 },
                {
                  name: 'base',
                  test: BASE_CHUNK,
                  includeDependenciesRecursively: false,
                },
                {
                  name: 'message',
                  test: /components\/quiz\/(?:Mess|Marked|TopBar|Hotline)\w*\.|shared\/quiz\/mark\.|layouts\/phone/,
                  includeDependenciesRecursively: false,
                },
              ],
            },
          },
        },
      },
    },
    plugins: [
      // From the pack in node_modules, at build time: only what is imported, and nothing at run time.
      Icons({ compiler: { compiler: (svg) => `export default ${JSON.stringify(iconPath(svg))}` } }),
      {
        name: 'direct-app-imports',
        enforce: 'pre',
        // It imports from the barrel of Nuxt, which would put the whole data layer into the first chunk of every page.
        transform: (code, id) =>
          id.includes('/@pinia/nuxt/dist/') ? code.replace(/from "#app"/g, 'from "#app/nuxt"') : undefined,
      },
      {
        name: 'named-use-id',
        enforce: 'pre',
        // It looks into the whole of Vue for one function, and so would put the whole into the first file of every
        // page: 7 kB on every phone.
        transform: (code, id) =>
          id.includes('/reka-ui/dist/shared/useId.js')
            ? code.replace(
                'import * as vue from "vue"',
                'import { useId as own } from "vue";const vue = { useId: own }',
              )
            : undefined,
      },
    ],
    // No component of ours or of our libraries uses the options API: 3 kB less on every phone.
    define: { __VUE_OPTIONS_API__: 'false' },
  },
  typescript: {
    strict: true,
    // Broken on purpose: what the content check must find.
    tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true }, exclude: ['../tests/fixtures/content'] },
  },
})
