import { defineCollection, defineContentConfig } from '@nuxt/content'
import { readProjectContent } from './scripts/content-files.ts'
import { itemColumns } from './shared/content/item.ts'
import { lawSchema } from './shared/content/law.ts'
import { panelSchema } from './shared/content/panel.ts'
import { scamSchema } from './shared/content/scam.ts'
import { scenarioSchema } from './shared/content/scenario.ts'

/** A broken file stays out, so that one slip does not take the whole site down; CI refuses to build with one. */
const { broken } = readProjectContent()
const from = (include: string) => ({ include, exclude: broken })

export default defineContentConfig({
  collections: {
    scams: defineCollection({ type: 'data', source: from('scams/*.yml'), schema: scamSchema }),
    items: defineCollection({ type: 'data', source: from('items/*/*.yml'), schema: itemColumns }),
    scenarios: defineCollection({ type: 'data', source: from('scenarios/*.yml'), schema: scenarioSchema }),
    panels: defineCollection({ type: 'data', source: from('panels/*.yml'), schema: panelSchema }),
    laws: defineCollection({ type: 'data', source: from('laws/*.yml'), schema: lawSchema }),
  },
})
