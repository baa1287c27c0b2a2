import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

/** A condition may take as long as a busy machine needs: it is waited for, not timed. */
const expect = { poll: { timeout: 20_000, interval: 50 } }
const templates = { globalSetup: './tests/fixtures/templates.ts' }
const node = (name: string, options: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node', expect, ...options },
})

export default defineConfig({
  test: {
    projects: [
      node('unit'),
      // Each block of tests has databases of its own; more than two files at once only wait for each other.
      node('db', { ...templates, maxWorkers: 2, testTimeout: 60_000, hookTimeout: 120_000 }),
      node('realtime', { ...templates, fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
      // A browser and a server of its own for each file: one computes while the other waits.
      node('e2e', { ...templates, maxWorkers: 2, testTimeout: 180_000, hookTimeout: 180_000 }),
      await defineVitestProject({
        test: {
          name: 'nuxt',
          expect,
          testTimeout: 30_000,
          include: ['tests/nuxt/**/*.test.ts'],
          environment: 'nuxt',
          environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } },
        },
      }),
    ],
  },
})
