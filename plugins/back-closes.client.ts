import { hearStep } from '~/composables/history-step.ts'

/** Listeners of the window are called in the order of their coming: this one must be there before the router's. */
export default defineNuxtPlugin({
  name: 'back-closes',
  order: -40,
  setup: () => addEventListener('popstate', hearStep),
})
