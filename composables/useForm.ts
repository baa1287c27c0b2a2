import { useEventListener } from '@vueuse/core'
import { v7 } from 'uuid'
import type { AppError } from '#shared/errors.ts'

/** Question before unsaved input is discarded. When the whole page is closed, browsers show a text of their own. */
const LEAVE_QUESTION = '写好的内容还没有保存，离开就没有了。确定离开吗？'

interface FormOptions<V extends object, R> {
  /** The initial values, also after `reset`. Plain data that JSON can hold. */
  values: () => V
  /**
   * Sends the values to the server.
   * @param id idempotency key: the same while the same values are sent again after a lost answer, so that the server
   * stores them once; a new one for other values
   */
  send: (values: V, id: string) => Promise<R>
  /** Called once the values are stored, with the server's answer. */
  done?: (answer: R) => void | Promise<void>
  /** Key under which unsaved input is kept in this tab through a reload or a lost network, until it is sent. */
  draft?: string
  /** Asks for confirmation before the page is left with unsaved input. */
  guarded?: boolean
}

/** The part of a form that `BaseForm` shows, independent of the type of its values. */
export interface FormView {
  readonly values: object
  /** The error of the last attempt to store the values. */
  readonly error: AppError | undefined
  /** Error messages by field name: `fields` of the server's `{ error: { code, message, fields } }`. */
  readonly fields: Readonly<Record<string, string>>
  readonly busy: boolean
  /** The values were restored: they were typed before a reload. */
  readonly restored: boolean
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
  /** @param values to reset to, instead of the initial ones */
  reset: (values?: V) => void
  /** Somebody else has stored these values meanwhile: the form compares its input with them from now on. */
  rebase: (stored: V) => void
}

/** One form of the office: its values, the server's error messages, and the protection of unsaved input. */
export function useForm<V extends object, R>(options: FormOptions<V, R>): FormState<V> {
  const values = reactive(options.values()) as V
  const text = () => JSON.stringify(values)
  const stored = ref(text())
  const dirty = computed(() => text() !== stored.value)
  const restored = ref(false)

  const dropDraft = options.draft ? keepDraft(options.draft, values, dirty, restored) : () => {}

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
    // Input that was typed during the request is still unsaved.
    stored.value = sent
    restored.value = false
    last = undefined
    // Now: `done` may close the dialog, and a form that is gone removes no draft.
    if (!dirty.value) dropDraft()
    await options.done?.(got.answer)
    return true
  }

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

/**
 * The key includes the member: an office computer is shared, and nobody may see another member's draft.
 * @returns removes the draft at once
 */
function keepDraft(name: string, values: object, dirty: Readonly<Ref<boolean>>, restored: Ref<boolean>): () => void {
  const { member } = useMember()
  const fits = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && Object.keys(values).every((key) => key in value)
  const { read, write } = useTabStorage(`draft-${member.value?.id}-${name}`, fits)
  onMounted(() => {
    const found = read()
    // Input that was typed before hydration is newer.
    if (!found || dirty.value) return
    Object.assign(values, found)
    restored.value = dirty.value
  })
  // Not immediate: until mounted the form is empty, and writing would delete the kept draft.
  watch([() => ({ ...values }), dirty], ([now, isDirty]) => write(isDirty ? now : undefined), { flush: 'post' })
  return () => write(undefined)
}

function guardLeaving(dirty: Readonly<Ref<boolean>>): void {
  if (import.meta.server) return
  const stop = useRouter().beforeEach((to, from) => to.path === from.path || !dirty.value || confirm(LEAVE_QUESTION))
  onBeforeUnmount(stop)
  // Only while needed: a page with this listener is excluded from the back/forward cache.
  useEventListener(
    () => (dirty.value ? window : undefined),
    'beforeunload',
    (event) => event.preventDefault(),
  )
}
