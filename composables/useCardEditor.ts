import type { CardDetail, CardText } from '#shared/card/view.ts'

interface Kept {
  /** Version that the text was written upon. */
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
 * The text of a card while it is written. It outlives a reload and a lost connection, and what a colleague saves
 * meanwhile does not wipe it: then `rival` is true until one of the two texts is chosen.
 */
export function useCardEditor(detail: () => CardDetail) {
  const { id } = detail().card
  const kept = useTabStorage(`card-${id}`, isKept)
  /** The newest version that the form knows. */
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
  /** Somebody has saved a version that the form knows nothing of. */
  const rival = computed(() => dirty.value && detail().card.version > base.value)

  /** Throws away what was not saved. */
  function adopt(): void {
    state.reset()
    base.value = detail().card.version
    restored.value = false
  }

  watch(
    () => detail().card.version,
    (version) => {
      // An older answer that comes late must not take back what has just been saved.
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
  // Not at once: until it is mounted the form holds what the server has, which would wipe what is kept.
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
    /** @returns the number of the version that is stored now; undefined when it could not be. */
    save: async (): Promise<number | undefined> => (!dirty.value || (await state.submit()) ? base.value : undefined),
    adopt,
    /** Goes on with the own text upon the colleague's version. */
    insist: () => {
      state.rebase(textOf(detail().card))
      base.value = detail().card.version
    },
  }
}
export type CardEditor = ReturnType<typeof useCardEditor>
