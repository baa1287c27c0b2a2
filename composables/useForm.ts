import { useEventListener } from '@vueuse/core'
import { v7 } from 'uuid'
import type { AppError } from '#shared/errors.ts'

/** Asked before what was typed is lost. Where the whole page is closed, browsers ask in words of their own. */
const LEAVE_QUESTION = '写好的内容还没有保存，离开就没有了。确定离开吗？'

interface FormOptions<V extends object, R> {
  /** The values to begin with, also after `reset`. Plain data that JSON can hold. */
  values: () => V
  /**
   * Sends the values.
   * @param id made here: the same as long as the same values are sent again after a lost answer, so that they are the
   * same thing for the server, and another for other values
   */
  send: (values: V, id: string) => Promise<R>
  /** Once they are stored, with the server's answer. */
  done?: (answer: R) => void | Promise<void>
  /** Name under which what is typed is kept through a reload or a lost network, in this tab, until it is sent. */
  draft?: string
  /** Asks before the page is left while something is typed and not sent. */
  guarded?: boolean
}

/** What `BaseForm` shows of a form, whatever its values are. */
export interface FormView {
  readonly values: object
  /** Why it was not stored. */
  readonly error: AppError | undefined
  /** What is wrong with a value, by its name: `fields` of the server's `{ error: { code, message, fields } }`. */
  readonly fields: Readonly<Record<string, string>>
  readonly busy: boolean
  /** What stands in the form was found again: it was typed before a reload. */
  readonly restored: boolean
  /** Sends the values. A call while one is under way is dropped. @returns whether they are stored */
  submit: () => Promise<boolean>
  /** Begins again. */
  reset: () => void
}

export interface FormState<V extends object> extends FormView {
  /** To be bound with `v-model`. */
  readonly values: V
  /** Something is typed and not stored. */
  readonly dirty: boolean
  /** @param values to begin again with, instead of those that the form began with */
  reset: (values?: V) => void
  /** Somebody else has stored these meanwhile: what differs from them is unsaved. */
  rebase: (stored: V) => void
}

/** One form of the office: its values, what the server finds wrong with them, and what protects them until then. */
export function useForm<V extends object, R>(options: FormOptions<V, R>): FormState<V> {
  const values = reactive(options.values()) as V
  const text = () => JSON.stringify(values)
  const stored = ref(text())
  const dirty = computed(() => text() !== stored.value)
  const restored = ref(false)

  let last: { text: string; id: string } | undefined
  const { call, busy, error, fields } = useAction(async (sent: string) => {
    if (last?.text !== sent) last = { text: sent, id: v7() }
    return { answer: await options.send(JSON.parse(sent) as V, last.id) }
  })

  function rebase(now: V): void {
    stored.value = JSON.stringify({ ...values, ...now })
    error.value = undefined
  }
  function reset(now: V = options.values()): void {
    Object.assign(values, now)
    rebase(now)
    restored.value = false
    last = undefined
  }
  async function submit(): Promise<boolean> {
    const sent = text()
    const got = await call(sent)
    if (!got) return false
    // What was typed while it was on its way is still unsaved.
    stored.value = sent
    restored.value = false
    last = undefined
    await options.done?.(got.answer)
    return true
  }

  if (options.draft) keepDraft(options.draft, values, dirty, restored)
  if (options.guarded) guardLeaving(dirty)
  return {
    values,
    get error() {
      return error.value
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
    get restored() {
      return restored.value
    },
    submit,
    reset,
    rebase,
  }
}

/** Keeps what is typed for the member who typed it: an office computer is used by many. */
function keepDraft(name: string, values: object, dirty: Readonly<Ref<boolean>>, restored: Ref<boolean>): void {
  const { member } = useMember()
  const fits = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && Object.keys(values).every((key) => key in value)
  const { read, write } = useTabStorage(`draft-${member.value?.id}-${name}`, fits)
  onMounted(() => {
    const found = read()
    // What was typed before the page came alive is newer.
    if (!found || dirty.value) return
    Object.assign(values, found)
    restored.value = dirty.value
  })
  // Not at once: until it is mounted the form holds nothing that was typed, which would wipe what is kept.
  watch([() => ({ ...values }), dirty], ([now, isDirty]) => write(isDirty ? now : undefined), { flush: 'post' })
}

function guardLeaving(dirty: Readonly<Ref<boolean>>): void {
  if (import.meta.server) return
  const stop = useRouter().beforeEach((to, from) => to.path === from.path || !dirty.value || confirm(LEAVE_QUESTION))
  onBeforeUnmount(stop)
  // Only while it is needed: a page with this listener is not kept for the back button.
  useEventListener(
    () => (dirty.value ? window : undefined),
    'beforeunload',
    (event) => event.preventDefault(),
  )
}
