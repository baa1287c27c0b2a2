/**
 * One dialog of a page, and what it is about. All dialogs of the office follow the same protocol:
 *
 * - The page: `const editing = useDialog<ScreenEntry>()`, opens it by `editing.show(screen)`, and draws it while it has
 *   a subject:
 *   `<ScreenEditDialog v-if="editing.subject" :screen="editing.subject" @close="editing.close" @done="…" />`.
 *   A dialog about nothing in particular has the subject `true`.
 * - The dialog is made when it opens and gone when it closes, so it begins with what it is given and has nothing to
 *   reset. It draws a `<BaseDialog open @update:open="emit('close')">`, which keeps the focus inside, gives it back,
 *   and closes by Escape and the back button.
 * - It tells `done`, with the result if there is one, when what it is for has happened, and `close` when it is to go:
 *   after `done`, or cancelled without. One that stays open for more, as for entering contacts, tells `done` each time.
 *
 * The subject is what it was at the opening: what a colleague saves meanwhile does not wipe what is typed. For what
 * must follow the page, hand it over as a further prop.
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
