import { tidyLine, tidyLines } from '#shared/text.ts'

interface TextLimit {
  text: () => string
  /** Most characters; undefined: any number. */
  max: () => number | undefined
  /** The count is shown from this many characters left. */
  few: number
  /** Line breaks are kept. */
  lines?: boolean
}

/**
 * How many characters may follow in a field, or have to go, counted as the server does (`shared/fields.ts`). Fields
 * have no `maxlength`: it cuts what is pasted without a word, and half a name is stored.
 */
export function useTextLimit({ text, max, few, lines = false }: TextLimit) {
  const left = computed(() => (max() ?? Infinity) - (lines ? tidyLines : tidyLine)(text()).length)
  const over = computed(() => left.value < 0)
  const count = computed(() =>
    over.value ? `太长了，还要删 ${-left.value} 个字` : left.value <= few ? `还能写 ${left.value} 个字` : undefined,
  )
  return { count, over }
}
