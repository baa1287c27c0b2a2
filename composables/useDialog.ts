/**
 * One dialog of a page, and its subject. All dialogs of the office follow the same protocol:
 *
 * - The page: `const editing = useDialog<ScreenEntry>()` opens it by `editing.show(screen)`, renders it while it has
 *   a subject:
 *   `<ScreenEditDialog v-if="editing.subject" :screen="editing.subject" @close="editing.close" @done="…" />`.
 *   A dialog without a particular subject has the subject `true`.
 * - The dialog is mounted when it opens and unmounted when it closes, so it starts from its props and has nothing to
 *   reset. It renders a `<BaseDialog open @update:open="emit('close')">`, which traps the focus, restores it at the
 *   end, and closes by Escape and the back button.
 * - It emits `done`, with the result if there is one, when its task has succeeded, and `close` when it must be removed:
 *   after `done`, or alone when cancelled. A dialog that stays open, as for entering contacts, emits `done` each time.
 *
 * The subject stays as it was when the dialog opened: a colleague's change does not overwrite what is typed. Values
 * that must follow the page are passed as further props.
 */
export function useDialog<S>() {
  const subject = shallowRef<S>()
  return {
    get subject(): S | undefined {
      return subject.value
    },
    show: (about: S): void => {
      subject.value = about
    },
    close: (): void => {
      subject.value = undefined
    },
  }
}
