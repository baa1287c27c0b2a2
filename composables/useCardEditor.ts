import type { CardDetail, CardText } from '#shared/card/view.ts'

interface Kept {
  /** The version that this text is based on. */
  base: number
  text: CardText
}

const textOf = ({ kind, title, headline, body, scamType, source, expiresOn }: CardText): CardText => ({
  kind,
  title,
  headline,
  body,
  scamType,
  source,
  expiresOn: expiresOn || null,
})
const isKept = (value: unknown): value is Kept => {
  const kept = value as Partial<Kept> | null
  return typeof kept?.base === 'number' && typeof kept.text?.body === 'string'
}

/**
 * The text of a card being edited. It survives a reload and a lost connection, and is not overwritten when a colleague
 * saves: then there is a conflict, `rival` is true, and the member chooses one of the two texts.
 */
export function useCardEditor(detail: () => CardDetail) {
  const { id } = detail().card
  const kept = useTabStorage(`card-${id}`, isKept)
  /** The newest version that the form has taken into account. */
  const base = ref(detail().card.version)
  const state = useForm({
    values: () => textOf(detail().card),
    send: (text) =>
      callApi('/api/console/cards/:id', { params: { id }, method: 'PUT', body: { ...text, version: base.value } }),
    done: ({ version }) => {
      base.value = version
      restored.value = false
    },
  })
  const form = state.values
  const restored = ref(false)
  const dirty = computed(() => state.dirty)
  /** Conflict: somebody has saved a version that is newer than `base`. */
  const rival = computed(() => dirty.value && detail().card.version > base.value)

  /** Discards the unsaved text and takes the stored version. */
  function adopt(): void {
    state.reset()
    base.value = detail().card.version
    restored.value = false
  }

  watch(
    () => detail().card.version,
    (version) => {
      // A stale answer that arrives late must not replace the text that has just been saved.
      if (version > base.value && !dirty.value) adopt()
    },
  )
  onMounted(() => {
    const found = kept.read()
    if (found) Object.assign(form, textOf({ ...form, ...found.text }))
    if (!found || !dirty.value) return kept.write(undefined)
    base.value = Math.min(found.base, base.value)
    restored.value = true
  })
  // Not immediate: until mounted the form holds the server's text, and writing would delete the kept draft.
  watch(
    [() => textOf(form), base, dirty],
    ([text]) => kept.write(dirty.value ? { base: base.value, text } : undefined),
    { flush: 'post' },
  )

  return {
    /** For `BaseForm`. */
    state,
    form,
    base,
    dirty,
    restored,
    rival,
    busy: computed(() => state.busy),
    error: computed(() => state.error),
    fields: computed(() => state.fields),
    /** @returns the number of the version that is stored now; undefined when saving failed */
    save: async (): Promise<number | undefined> => (!dirty.value || (await state.submit()) ? base.value : undefined),
    adopt,
    /** Keep mine: goes on with the member's own text, based on the colleague's version. */
    insist: () => {
      state.rebase(textOf(detail().card))
      base.value = detail().card.version
    },
  }
}
export type CardEditor = ReturnType<typeof useCardEditor>
