import type { CardDetail, CardText } from '#shared/card/view.ts'

interface Kept {
  /** Version that the text was written upon. */
  base: number
  text: CardText
}

const FIELDS = [
  'kind',
  'title',
  'headline',
  'body',
  'scamType',
  'source',
  'expiresOn',
] as const satisfies (keyof CardText)[]
const textOf = ({ kind, title, headline, body, scamType, source, expiresOn }: CardText): CardText => ({
  kind,
  title,
  headline,
  body,
  scamType,
  source,
  expiresOn,
})
const same = (a: CardText, b: CardText) => FIELDS.every((field) => (a[field] ?? '') === (b[field] ?? ''))

/** What this tab has written and not saved. Not beyond the tab: an office computer is used by many. */
function keeper(id: string) {
  const key = `card-${id}`
  return {
    read(): Kept | undefined {
      try {
        const value = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null
        return typeof value?.base === 'number' && typeof value.text?.body === 'string' ? value : undefined
      } catch {
        return undefined
      }
    },
    write(value: Kept | undefined): void {
      try {
        if (value) sessionStorage.setItem(key, JSON.stringify(value))
        else sessionStorage.removeItem(key)
      } catch {
        // A full or forbidden storage costs no more than the protection from a reload.
      }
    },
  }
}

/**
 * The text of a card while it is written. It outlives a reload and a lost connection, and what a colleague saves
 * meanwhile does not wipe it: then `rival` is true until one of the two texts is chosen.
 */
export function useCardEditor(detail: () => CardDetail) {
  const { id } = detail().card
  const kept = keeper(id)
  const form = reactive(textOf(detail().card))
  /** The newest version that the form knows. */
  const base = ref(detail().card.version)
  const saved = shallowRef(textOf(detail().card))
  const dirty = computed(() => !same(form, saved.value))
  const restored = ref(false)
  /** Somebody has saved a version that the form knows nothing of. */
  const rival = computed(() => dirty.value && detail().card.version > base.value)

  function begin(text: CardText, version: number): void {
    saved.value = textOf(text)
    base.value = version
  }
  function adopt(): void {
    Object.assign(form, textOf(detail().card))
    begin(detail().card, detail().card.version)
    restored.value = false
  }

  watch(
    () => detail().card.version,
    (version) => {
      // An older answer that comes late must not take back what has just been saved.
      if (version <= base.value) return
      if (!dirty.value) adopt()
    },
  )
  onMounted(() => {
    const found = kept.read()
    if (!found || same(found.text, saved.value)) return kept.write(undefined)
    Object.assign(form, textOf({ ...form, ...found.text }))
    base.value = Math.min(found.base, base.value)
    restored.value = true
  })
  // Not at once: until it is mounted the form holds what the server has, which would wipe what is kept.
  watch([form, base, saved], () => kept.write(dirty.value ? { base: base.value, text: textOf(form) } : undefined), {
    flush: 'post',
  })

  const { call, busy, error, fields } = useAction((text: CardText) =>
    $fetch<{ version: number }>(`/api/console/cards/${id}`, {
      method: 'PUT',
      body: { ...text, expiresOn: text.expiresOn || null, version: base.value },
    }),
  )

  /** @returns the number of the version that is stored now; undefined when it could not be. */
  async function save(): Promise<number | undefined> {
    if (!dirty.value) return base.value
    const sent = textOf(form)
    const done = await call(sent)
    if (!done) return undefined
    // What was typed while it was on its way is still unsaved.
    begin(sent, done.version)
    restored.value = false
    return done.version
  }

  return {
    form,
    base,
    dirty,
    restored,
    rival,
    busy,
    error,
    fields,
    save,
    /** Throws away what was not saved. */
    adopt: () => {
      adopt()
      error.value = undefined
    },
    /** Goes on with the own text upon the colleague's version. */
    insist: () => {
      begin(detail().card, detail().card.version)
      error.value = undefined
    },
  }
}
export type CardEditor = ReturnType<typeof useCardEditor>
