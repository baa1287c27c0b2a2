import { defineCollection, defineContentConfig } from '@nuxt/content'
import { judgeItemSchema } from './shared/content/item.ts'
import { scamSchema } from './shared/content/scam.ts'

export default defineContentConfig({
  collections: {
    scams: defineCollection({ type: 'data', source: 'scams/*.yml', schema: scamSchema }),
    items: defineCollection({ type: 'data', source: 'items/*/*.yml', schema: judgeItemSchema }),
  },
})
