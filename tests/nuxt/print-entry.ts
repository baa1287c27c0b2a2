/** Runs in the browser: shows one printed sheet, with the components of the print page and without its server. */
import { computed, createApp, h, shallowRef } from 'vue'
import PrintCard from '../../components/campaign/PrintCard.vue'
import PrintFoot from '../../components/campaign/PrintFoot.vue'
import PrintHero from '../../components/campaign/PrintHero.vue'
import PrintLeaflet from '../../components/campaign/PrintLeaflet.vue'
import PrintPaper from '../../components/campaign/PrintPaper.vue'
import type { PrintLayout, PrintSheet } from '../../components/campaign/print.ts'
import BaseIcon from '../../components/base/BaseIcon.vue'
import BaseQrCode from '../../components/base/BaseQrCode.vue'
import SiteTelephone from '../../components/site/Telephone.vue'
import { drawSharePicture } from '../../components/quiz/share-picture.ts'
import '../../assets/tokens.css'
import '../../assets/base.css'

// What Nuxt imports by itself.
Object.assign(globalThis, { computed })
const shown = shallowRef<{ sheet: PrintSheet; layout: PrintLayout }>()
createApp({ render: () => shown.value && h(PrintPaper, shown.value) })
  .component('CampaignPrintCard', PrintCard)
  .component('CampaignPrintFoot', PrintFoot)
  .component('CampaignPrintHero', PrintHero)
  .component('CampaignPrintLeaflet', PrintLeaflet)
  .component('BaseIcon', BaseIcon)
  .component('BaseQrCode', BaseQrCode)
  .component('SiteTelephone', SiteTelephone)
  .mount('#paper')

/** `window.show` and `window.picture` of tests/fixtures/print-page.ts. */
Object.assign(window, {
  show: (sheet: PrintSheet, layout: PrintLayout) => {
    shown.value = { sheet, layout }
  },
  picture: (host: string, link: string) => drawSharePicture(document.createElement('canvas'), host, link),
})
