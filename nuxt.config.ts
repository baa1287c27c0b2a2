import { fileURLToPath } from 'node:url'
import Icons from 'unplugin-icons/vite'
import { iconPath } from './scripts/icon-path.ts'
import fillFirstFile from './scripts/first-file.ts'
import oldBrowsers from './scripts/old-browsers.ts'
import squeezeFirstFiles from './scripts/squeeze.ts'

/** Nuxt's own error page; our handler answers errors of the API first and leaves the others to this one. */
const nuxtErrorPage = fileURLToPath(
  new URL('./node_modules/@nuxt/nitro-server/dist/runtime/handlers/error', import.meta.url),
)

/** How a message looks, and what stands around it. */
const MESSAGE_CHUNK =
  /components\/(?:quiz\/(?:Mess|Marked|TopBar|Hotline)\w*|site\/Host)\.|shared\/quiz\/mark\.|layouts\/phone/

export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  srcDir: '.',
  modules: [
    '@nuxt/content',
    '@pinia/nuxt',
    'nuxt-security',
    'nuxt-auth-utils',
    fillFirstFile,
    squeezeFirstFiles,
    oldBrowsers,
  ],
  ignore: ['tests/**', 'bench/**', 'scripts/**', '.data/**', '.data-demo/**'],
  telemetry: false,
  devtools: { enabled: false },
  // Chinese is written from left to right: logical properties, some of which the oldest browsers lack, become physical.
  postcss: { plugins: { 'postcss-logical': {} } },
  css: ['~/assets/tokens.css', '~/assets/base.css'],
  // Components in `base/` are named without their folder; the others have their folder as a prefix.
  components: [
    { path: '~/components/base', pathPrefix: false, extensions: ['vue'] },
    { path: '~/components', extensions: ['vue'] },
  ],
  app: {
    head: {
      htmlAttrs: { lang: 'zh-CN' },
      viewport: 'width=device-width, initial-scale=1, viewport-fit=cover',
      link: [
        { key: 'icon', rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' },
        { key: 'touch-icon', rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
        { rel: 'manifest', href: '/api/manifest' },
      ],
      // WeChat and some browsers turn digits into phone links; only our own buttons may dial.
      meta: [
        { name: 'format-detection', content: 'telephone=no' },
        { name: 'color-scheme', content: 'only light' },
        { name: 'theme-color', content: '#f6f3ec' },
      ],
    },
  },
  content: {
    experimental: { sqliteConnector: 'native' },
    // The library is read once into memory (server/content/library.ts); nothing needs to be stored on disk.
    database: { type: 'sqlite', filename: ':memory:' },
    renderer: { anchorLinks: false },
  },
  experimental: {
    // Handled by plugins/page-code.client.ts: a reload without a network would end on the browser's own error page.
    emitRouteChunkError: 'manual',
    // Features that no page uses but every phone would load: a list of prerendered pages, payload files, islands, and a
    // pause for repainting between pages. A new build is noticed when a chunk of the old one no longer exists.
    appManifest: false,
    payloadExtraction: false,
    componentIslands: false,
    navigationRepaint: false,
    // Names of components, for tools that inspect a page.
    normalizeComponentNames: false,
    // As a script instead of JSON: the browser parses it without extra code.
    renderJsonPayloads: false,
  },
  auth: { loadStrategy: 'none' },
  runtimeConfig: {
    // Filled in by the build (hooks): the content problems that the office shows.
    contentProblems: [],
    session: {
      name: 'jmt-office',
      // Set at start from the secrets in the data folder (scripts/serve.ts).
      password: '',
      maxAge: 60 * 60 * 12,
      // Plain HTTP in the hall's own network must work; scripts/prepare.ts sets `secure` if PUBLIC_URL is https.
      cookie: { sameSite: 'lax', httpOnly: true, secure: false },
    },
  },
  security: {
    // Each of these defaults would break the use in a hall: see ARCHITECTURE.md, "Security headers".
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
      // Browsers ignore this header on plain HTTP and log a warning.
      crossOriginOpenerPolicy: false,
      referrerPolicy: 'same-origin',
      contentSecurityPolicy: {
        'default-src': ["'self'"],
        'base-uri': ["'none'"],
        // Sockets to the page's own host are added for each request (server/http/front.ts).
        'connect-src': ["'self'"],
        'font-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'script-src': ["'self'", "'nonce-{{nonce}}'", "'strict-dynamic'"],
        'script-src-attr': ["'none'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        // For the hall screens. Without it, `strict-dynamic` would apply to workers too and block all of them.
        'worker-src': ["'self'"],
        'upgrade-insecure-requests': false,
      },
    },
  },
  nitro: {
    preset: 'node-server',
    errorHandler: [fileURLToPath(new URL('./server/error-handler.ts', import.meta.url)), nuxtErrorPage],
    compressPublicAssets: { gzip: true, brotli: true },
    // The manual as plain text, which the server renders on request (server/guide/chapters.ts).
    serverAssets: [{ baseName: 'guide', dir: fileURLToPath(new URL('./content/guide', import.meta.url)) }],
    // Bundled into one file, instead of three hundred to find and read at every start.
    externals: { inline: ['zod', 'drizzle-orm', 'uuid'] },
    // Node 24 is pinned in package.json, so no newer syntax needs to be transpiled.
    esbuild: { options: { target: 'node22' } },
  },
  // Inlined styles would be loaded again as files with the page's script: 4 kB more on a slow phone.
  features: { inlineStyles: false },
  hooks: {
    // @nuxt/content registers components for pages written in Markdown, whose names would be in the first file of every
    // page. We have no such pages.
    'components:extend': (components) => {
      components.splice(
        0,
        components.length,
        ...components.filter(({ filePath }) => !/node_modules\/@nuxt(?:js\/mdc|\/content)\//.test(filePath)),
      )
    },
    // Many phones pay for data: nothing is prefetched, a page loads only what it needs.
    'build:manifest': (manifest) => {
      for (const resource of Object.values(manifest)) resource.prefetch = false
    },
    // Not in `nitro.entry`: the prerenderer of the build copies that and would start a server of its own.
    'nitro:init': (nitro) => {
      if (!nitro.options.dev) nitro.options.entry = fileURLToPath(new URL('./server/entry.ts', import.meta.url))
    },
    // Imported only for a build, because it takes seconds.
    'nitro:build:before': async (nitro) => {
      const { contentProblems } = await import('./scripts/content-files.ts')
      nitro.options.runtimeConfig.contentProblems = contentProblems()
    },
    // @nuxt/content prerenders each collection into a public file, and the item bank contains the answers
    // (server/content/door.ts). Without route rules, no page has to load a list of them either.
    'nitro:config': (nitro) => {
      const rules = nitro.routeRules ?? {}
      for (const route of Object.keys(rules)) {
        if (route.startsWith('/__nuxt_content/')) delete rules[route]
      }
    },
  },
  vite: {
    // The preload list of 160 script names would be in the first file of every page, so only styles are preloaded.
    // Fonts stay files: the content security policy allows no font in a `data:` address.
    build: {
      target: ['chrome87', 'safari14'],
      modulePreload: {
        resolveDependencies: (_file, dependencies) => dependencies.filter((each) => each.endsWith('.css')),
      },
      assetsInlineLimit: (file) => (/\.woff2?$/.test(file) ? false : undefined),
    },
    // Two chunks: what most pages need, and how a message looks. Dozens of smaller ones would compress worse, 12 kB
    // more on every phone.
    $client: {
      build: {
        rolldownOptions: {
          // Read by the build, and an empty function after it.
          treeshake: { manualPureFunctions: ['definePageMeta'] },
          output: {
            // Without the names of components, which the first file would list for all pages.
            assetFileNames: '_nuxt/[hash:6][extname]',
            codeSplitting: {
              groups: [
                { name: 'entry', tags: ['$initial'], priority: 1 },
                {
                  name: 'message',
                  test: MESSAGE_CHUNK,
                  includeDependenciesRecursively: false,
                },
              ],
            },
          },
        },
      },
    },
    plugins: [
      // Icons from the package in node_modules, at build time: only the imported ones, and nothing at run time.
      Icons({ compiler: { compiler: (svg) => `export default ${JSON.stringify(iconPath(svg))}` } }),
      {
        name: 'direct-app-imports',
        enforce: 'pre',
        // @pinia/nuxt imports Nuxt's barrel file, which would put the whole data layer into every page's first chunk.
        transform: (code, id) =>
          id.includes('/@pinia/nuxt/dist/') ? code.replace(/from "#app"/g, 'from "#app/nuxt"') : undefined,
      },
      {
        name: 'named-use-id',
        enforce: 'pre',
        // reka-ui imports all of Vue to test for one function, which would put all of it into the first file of every
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
    // Neither our components nor those of our libraries use the options API: 3 kB less on every phone.
    define: { __VUE_OPTIONS_API__: 'false' },
  },
  // The development server tells of changes over a socket of its own.
  $development: { security: { headers: { contentSecurityPolicy: { 'connect-src': ['ws:'] } } } },
  typescript: {
    strict: true,
    // Invalid on purpose, as test data for the content check.
    tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true }, exclude: ['../tests/fixtures/content'] },
  },
})
