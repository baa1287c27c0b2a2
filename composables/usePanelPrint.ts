import { useEventListener } from '@vueuse/core'
import { keysOf } from '#shared/records.ts'

/** Paper sizes for panels, in mm. CSS has no name for A1. */
const PAPERS = { A1: '594mm 841mm', A2: '420mm 594mm', A3: '297mm 420mm', A4: '210mm 297mm' } as const
export type Paper = keyof typeof PAPERS
export const PAPER_NAMES = keysOf(PAPERS)

/** Prints panels, each filling one page, without the site around them. For pages that show `PanelSheet`s. */
export function usePanelPrint() {
  const paper = ref<Paper>('A1')
  /** Id of the one panel that is being printed; undefined: all panels of the page. */
  const only = ref<string>()
  useHead({
    htmlAttrs: { 'data-panels': '' },
    style: [{ key: 'panel-paper', innerHTML: () => `@page { size: ${PAPERS[paper.value]}; margin: 0 }` }],
  })
  async function print(id?: string): Promise<void> {
    only.value = id
    // The style rule for the paper size takes effect with the next frame.
    await nextTick()
    requestAnimationFrame(() => window.print())
  }
  useEventListener('afterprint', () => {
    only.value = undefined
  })
  return { paper, only, print }
}
