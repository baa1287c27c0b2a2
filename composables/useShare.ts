import { QUIZ_TITLE } from '#shared/quiz/words.ts'
import { newId } from '#shared/new-id.ts'

/** The share link of the current attempt, and the ways to pass it on. */
export function useShare() {
  const store = useQuizStore()
  const copied = ref(false)
  const inWeChat = /MicroMessenger/i.test(navigator.userAgent)
  const canShare = typeof navigator.share === 'function'

  const making = useAction(async () => {
    const { attemptId } = store
    if (!store.share && attemptId) {
      store.shareId ??= newId()
      store.share = await callApi('/api/attempts/:id/shares', {
        params: { id: attemptId },
        method: 'POST',
        body: { id: store.shareId },
        timeout: 12_000,
      })
    }
    // WeChat's own menu shares the address of the page, so that becomes the share link, which identifies the sender.
    if (inWeChat && store.share) replaceAddress(`/s/${store.share.code}`)
  })

  /** Closing the share sheet is a change of mind, not an error. */
  const send = () =>
    navigator
      .share({ title: QUIZ_TITLE, text: '我做了这套反诈小测试，您也来试试：', url: store.share?.url })
      .catch(() => {})

  async function copy(field: HTMLInputElement) {
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      // Plain HTTP has no clipboard API; `execCommand` still works, or at least leaves the text selected for copying.
      field.focus()
      field.select()
      if (!document.execCommand('copy')) return
    }
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, 3_000)
  }

  return {
    link: computed(() => store.share?.url),
    problem: computed(() => making.error.value?.message),
    busy: making.busy,
    makeLink: () => making.call(),
    inWeChat,
    canShare,
    copied,
    send,
    copy,
  }
}
