import { createPersistedState } from 'pinia-plugin-persistedstate'

/**
 * Remembers stores with `persist`. Not the plugin's Nuxt module: that one brings cookies along, 4 kB on every phone.
 */
export default defineNuxtPlugin({
  name: 'persisted-state',
  dependsOn: ['pinia'],
  setup: ({ $pinia }) => {
    $pinia.use(createPersistedState())
  },
})
