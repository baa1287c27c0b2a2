import { hearStep } from '~/composables/history-step.ts'

/** Window listeners run in the order in which they were added: this one must come before the router's. */
export default defineNuxtPlugin({
  name: 'back-closes',
  order: -40,
  setup: () => addEventListener('popstate', hearStep),
})
