import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

/** A condition may take as long as a busy machine needs: it is waited for, not timed. */
const expect = { poll: { timeout: 20_000, interval: 50 } }
const templates = { globalSetup: ['./tests/fixtures/templates.ts'] }
const prepared = { globalSetup: [...templates.globalSetup, './tests/fixtures/prepared.ts'] }
/** Tests answer at once and are many phones of one address. Those of the limits bring limits of their own. */
const env = { JMT_MEASURED: '1' }
const node = (name: string, options: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node', expect, ...options },
})

/**
 * Names after `--project`. Loading Nuxt takes seconds and writes into .nuxt: only where its project is wanted, and not
 * for knip, which only reads what is listed here.
 */
const asked = process.argv.flatMap((arg, i, all) =>
  arg === '--project' ? [all[i + 1]] : arg.split('--project=').slice(1),
)
const withNuxt =
  !/\bknip\b/.test(process.argv[1] ?? '') &&
  (!asked.length || asked.some((name) => !/^(?:unit|db|realtime|e2e)$/.test(name ?? '')))

const nuxtProject = () =>
  defineVitestProject({
    test: {
      name: 'nuxt',
      expect,
      testTimeout: 30_000,
      include: ['tests/nuxt/**/*.test.ts'],
      environment: 'nuxt',
      setupFiles: ['./tests/nuxt/station-setup.ts'],
      environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } },
    },
  })

export default defineConfig({
  test: {
    projects: [
      // Properties that are checked over thousands of cases take seconds on a busy machine.
      node('unit', { testTimeout: 30_000 }),
      // Each block of tests has databases of its own; more than two files at once only wait for each other.
      node('db', { ...templates, env, maxWorkers: 2, testTimeout: 60_000, hookTimeout: 120_000 }),
      node('realtime', { ...templates, env, fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
      // A browser and a server of its own for each file: one computes while the other waits.
      node('e2e', { ...prepared, env, maxWorkers: 2, testTimeout: 180_000, hookTimeout: 180_000 }),
      ...(withNuxt ? [await nuxtProject()] : []),
    ],
  },
})
