import type { AppError } from '#shared/errors.ts'
import { carryOver, copyOf, differing, sameValue } from '#shared/edits.ts'
import { keysOf } from '#shared/records.ts'
import { newId } from '#shared/new-id.ts'
import { type Difference, differences, isRevised, type Labels, mergedWords, type Words } from './form-conflict.ts'
import { useDraft } from './useDraft.ts'

/** Others save as often as that between a member's press and its end at most; beyond that, something else is wrong. */
const MERGES_MAX = 3

/** A stored row that others may edit at the same time. */
interface Row {
  revision: number
}

interface FormOptions<V extends object, R, S extends Row> {
  /** The stored row that is edited, as the page has it now; undefined while a new one is made. */
  row?: () => S | undefined
  /** The initial values, also after `reset`: those of the row. Plain data that JSON can hold. */
  values: (row?: S) => V
  /**
   * Sends the values to the server.
   * @param id idempotency key: the same while the same values are sent again after a lost answer, so that the server
   * stores them once; a new one for other values
   * @param row the row on which the values are based, for its revision. A server that has a newer one answers by
   * `staleRow`; then the form shows both.
   */
  send: (values: V, id: string, row: S | undefined) => Promise<R>
  /** Called once the values are stored, with the server's answer. */
  done?: (answer: R) => void | Promise<void>
  /**
   * Key of the form, under which unsent input is kept on this device for this member, and offered when the form is
   * opened again. `false` for the few forms where that would be wrong: say why beside it.
   */
  draft: string | false
  /** Fields that are never kept: passwords and one-time codes. */
  secret?: readonly (keyof NoInfer<V> & string)[]
  /** The labels of the fields, for a conflict. Required with `row`; a wall holds that. */
  labels?: Labels<NoInfer<V>>
  /** Words for values that are not text, for a conflict. */
  say?: Words<NoInfer<V>>
  /**
   * The fields are one decision, not texts that can be merged: whatever another has changed is shown before it is sent.
   */
  whole?: boolean
  /** Said to screen readers once the values are stored. */
  said?: string
  /** The idempotency key stays until something is stored, also for other values: a correction replaces, never adds. */
  oneId?: boolean
}

/** The part of a form that `BaseForm` shows, independent of the type of its values. */
export interface FormView {
  readonly values: object
  /** The error of the last attempt to store the values. */
  readonly error: AppError | undefined
  /** Error messages by field name: `fields` of the server's `{ error: { code, message, fields } }`. */
  readonly fields: Readonly<Record<string, string>>
  readonly busy: boolean
  /** Input of an earlier time that was not sent; `changed`: others have changed the same fields since. */
  readonly offer: { at: number; changed: boolean } | undefined
  /** Takes the offered input up again. */
  resume: () => void
  /** Forgets the offered input. */
  drop: () => void
  /** Labels of the fields that somebody else has changed meanwhile, and whose new values were taken over. */
  readonly merged: readonly string[]
  /** Somebody else has saved meanwhile: the fields that both have changed, while the member chooses. */
  readonly conflict: Difference[] | undefined
  /** Somebody else has saved meanwhile in the same fields, and the member has not looked yet. */
  readonly rival: boolean
  /** Shows the differences. */
  compare: () => void
  /** Ends the conflict. @param theirs names of the fields in which the stored value is taken */
  settle: (theirs: readonly string[]) => void
  /** Sends the values. A call while another is running is dropped. @returns whether they are stored */
  submit: () => Promise<boolean>
  /** Resets the form to its initial values. */
  reset: () => void
}

export interface FormState<V extends object> extends FormView {
  /** For `v-model`. */
  readonly values: V
  /** There is unsaved input. */
  readonly dirty: boolean
  /** Of the row on which the values are based. */
  readonly revision: number | undefined
  /** @param values to reset to, instead of the initial ones */
  reset: (values?: V) => void
}

/** One form of the office: its values, the server's error messages, unsent input, and conflicts with others. */
export function useForm<V extends object, R, S extends Row>(options: FormOptions<V, R, S>): FormState<V> {
  /** The row on which the values are based. */
  const row = shallowRef(options.row?.())
  const initial = (of: S | undefined = row.value) => options.values(of)
  const values = reactive(initial()) as V
  /** The values of that row, or those with which a new one began. */
  const base = shallowRef(initial())
  const dirty = computed(() => differing(values, base.value).length > 0)
  const say = useAnnounce()

  let last: { text: string; id: string } | undefined
  const draft = options.draft
    ? useDraft({
        name: options.draft,
        secret: options.secret ?? [],
        values,
        base: () => base.value,
        dirty,
        sent: () => last,
      })
    : undefined

  const {
    call,
    busy,
    error,
    fields: told,
  } = useAction(async (sent: V) => {
    const words = JSON.stringify(sent)
    if (!last || (last.text !== words && !options.oneId)) last = { text: words, id: newId() }
    draft?.write()
    const answer = await options.send(copyOf(sent), last.id, row.value)
    return { answer }
  })

  /** The values that were refused: a message is about these, and goes once its field holds others. */
  const refused = shallowRef<V>()
  const fields = computed(() => {
    const changed = refused.value ? differing(refused.value, values) : []
    return Object.fromEntries(Object.entries(told.value).filter(([name]) => !changed.includes(name)))
  })
  const mended = computed(() => keysOf(told.value).length > 0 && keysOf(fields.value).length === 0)

  /** The newer row that somebody else has stored. */
  const rival = shallowRef<S>()
  const comparing = ref(false)
  const merged = shallowRef<readonly string[]>([])
  const isRow = (found: unknown, like: S | undefined): found is S =>
    like !== undefined && isRevised(found) && keysOf(values).every((name) => !(name in like) || name in found)

  /** From now on the form compares its values with these. */
  function rest(on: S | undefined, now: V): void {
    row.value = on
    base.value = copyOf(now)
    rival.value = undefined
    comparing.value = false
    error.value = undefined
  }
  function reset(now: V = initial()): void {
    Object.assign(values, copyOf(now))
    rest(row.value, now)
    merged.value = []
    last = undefined
  }
  /** The page has got a newer row: it is taken over; where both have changed the same field, the member decides. */
  watch(
    () => options.row?.(),
    (now) => {
      if (!now || now.revision <= (row.value?.revision ?? Infinity)) return
      if (!dirty.value) {
        Object.assign(values, copyOf(initial(now)))
        return rest(now, initial(now))
      }
      rival.value = now
      if (!clashes().length) settle([])
    },
  )

  const clashes = () =>
    rival.value ? differences(values, base.value, initial(rival.value), options.labels, options.say, options.whole) : []
  const conflict = computed(() => (comparing.value && rival.value ? clashes() : undefined))
  function settle(theirs: readonly string[]): void {
    const now = rival.value
    if (!now) return
    const stored = initial(now)
    const was = base.value
    const untouched = keysOf(values).filter((name) => sameValue(values[name], was[name]))
    const news = untouched.filter((name) => !sameValue(stored[name], was[name])).map((name) => options.labels?.[name])
    for (const name of keysOf(values))
      if (untouched.includes(name) || theirs.includes(name)) values[name] = copyOf(stored)[name]
    rest(now, stored)
    merged.value = [...new Set([...merged.value, ...news])].filter((label) => label !== undefined)
  }
  /** Merges the two. @returns whether there is something to choose */
  function compare(): boolean {
    comparing.value = true
    if (conflict.value?.length) return true
    settle([])
    return false
  }

  function resume(): void {
    const found = draft?.resume()
    if (!found) return
    last = found.sent
    const now = initial()
    // Fields that were typed meanwhile, and that the draft had not touched, stay.
    const { values: mine, clashes } = carryOver(found.was, found.values, { ...values })
    const stale = clashes.filter((name) => sameValue(values[name], now[name]))
    if (row.value && stale.length > 0) {
      base.value = { ...now, ...found.was }
      rival.value = row.value
      comparing.value = true
    }
    Object.assign(values, copyOf(mine))
  }

  async function submit(): Promise<boolean> {
    merged.value = []
    return sendMerged(MERGES_MAX)
  }
  /** @param left how many times the values of others may be merged into ours and sent again */
  async function sendMerged(left: number): Promise<boolean> {
    if (rival.value && compare()) return false
    const sent: V = copyOf({ ...values })
    refused.value = sent
    const got = await call(sent)
    if (!got) {
      const stored = error.value?.code === 'conflict' ? error.value.current : undefined
      if (left === 0 || !isRow(stored, row.value)) return false
      error.value = undefined
      rival.value = stored
      return sendMerged(left - 1)
    }
    // Input that was typed during the request is still unsaved, and the next revision is the server's.
    const { answer } = got
    if (isRow(answer, row.value)) rest(answer, sent)
    else rest(row.value && isRevised(answer) ? { ...row.value, revision: answer.revision } : row.value, sent)
    last = undefined
    // Now: `done` may close the dialog, and a form that is gone removes no draft.
    if (!dirty.value) draft?.forget()
    if (options.said) say(merged.value.length ? `${options.said}${mergedWords(merged.value)}` : options.said)
    await options.done?.(answer)
    return true
  }

  return {
    values,
    get error() {
      return mended.value ? undefined : error.value
    },
    get fields() {
      return fields.value
    },
    get busy() {
      return busy.value
    },
    get dirty() {
      return dirty.value
    },
    get revision() {
      return row.value?.revision
    },
    get offer() {
      const found = draft?.offer.value
      return found && { at: found.at, changed: carryOver(found.was, found.values, initial()).clashes.length > 0 }
    },
    get merged() {
      return merged.value
    },
    get conflict() {
      return conflict.value
    },
    get rival() {
      return rival.value !== undefined && !comparing.value
    },
    resume,
    drop: () => draft?.drop(),
    compare: () => void compare(),
    settle,
    submit,
    reset,
  }
}
