import { useEventListener } from '@vueuse/core'
import { differing } from '#shared/edits.ts'
import { keysOf } from '#shared/records.ts'
import { newId } from '#shared/new-id.ts'
import { type Draft, draftKey, putDraft, readDrafts, removeDraft, tidyDrafts } from './drafts.ts'

interface DraftOptions<V extends object> {
  /** Key of the form on this device. */
  name: string
  /** Fields that are never kept: passwords and one-time codes. */
  secret: readonly (keyof V & string)[]
  values: V
  /** The values with which the editing began. */
  base: () => V
  dirty: Readonly<Ref<boolean>>
  /** What was last sent. */
  sent: () => Draft['sent']
}

/** A draft that fits the form. */
interface Offer<V> extends Draft {
  was: Partial<V> & Record<string, unknown>
  values: Partial<V> & Record<string, unknown>
}

/** Keeps what is typed into a form until it is sent, and finds what was typed earlier. */
export function useDraft<V extends object>({ name, secret, values, base, dirty, sent }: DraftOptions<V>) {
  const { member } = useMember()
  /** Set once: if somebody else logs in beside this page, it must not write into that member's drafts. */
  const key = draftKey(member.value?.id, name)
  const names = keysOf(values).filter((field) => !secret.includes(field))
  const open = (all: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(all).filter(([field]) => !secret.some((each) => each === field)))
  /** Older versions of a form had other fields. */
  const fits = (found: Record<string, unknown>): found is Partial<V> & Record<string, unknown> =>
    names.every(
      (field) =>
        field in found &&
        (found[field] === null || values[field] === null || typeof found[field] === typeof values[field]),
    )
  const isOffer = (draft: Draft): draft is Offer<V> => fits(draft.was) && fits(draft.values)

  /** The id of the draft that this form writes. */
  let own = newId()
  const offers = shallowRef<Offer<V>[]>([])
  /** There is input that closing the tab would lose. */
  const endangered = ref(false)

  /** Drafts that would change nothing any more are forgotten. */
  function look(): void {
    offers.value = readDrafts(key)
      .filter(({ id }) => id !== own)
      .filter(isOffer)
      .filter((draft) => {
        if (differing(draft.values, base()).length > 0 && differing(draft.values, draft.was).length > 0) return true
        removeDraft(key, draft.id)
        return false
      })
  }
  function write(): void {
    const kept = open(values)
    if (!dirty.value || differing(kept, base()).length === 0) return forget()
    endangered.value = !putDraft(key, { id: own, at: Date.now(), was: open(base()), values: kept, sent: sent() })
  }
  function forget(): void {
    endangered.value = false
    removeDraft(key, own)
  }

  onMounted(() => {
    tidyDrafts()
    look()
  })
  // Not immediate: what a draft offers must first be looked up.
  watch([() => JSON.stringify(values), dirty], write, { flush: 'post' })
  if (import.meta.client) {
    // Taken, dropped or sent in another tab.
    useEventListener(window, 'storage', (event) => {
      if (event.key !== key) return
      const there = new Set(readDrafts(key).map(({ id }) => id))
      offers.value = offers.value.filter(({ id }) => there.has(id))
    })
    // Only while needed: a page with this listener is excluded from the back/forward cache.
    useEventListener(
      () => (endangered.value ? window : undefined),
      'beforeunload',
      (event) => event.preventDefault(),
    )
  }

  return {
    /** The newest of what was typed earlier. */
    offer: computed(() => offers.value[0]),
    /** The offered draft becomes the one that this form writes. */
    resume(): Offer<V> | undefined {
      const [offer, ...rest] = offers.value
      if (!offer) return undefined
      removeDraft(key, own)
      own = offer.id
      offers.value = rest
      return offer
    },
    drop(): void {
      const [offer, ...rest] = offers.value
      if (offer) removeDraft(key, offer.id)
      offers.value = rest
    },
    /** At once: what was sent may be stored although the answer is lost. */
    write,
    /** The values are stored. What is typed from now on is another draft. */
    forget,
  }
}
