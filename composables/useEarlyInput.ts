/**
 * Keeps what was typed (or filled in by a password manager) before the page came alive: on a weak network that may be
 * many seconds, and hydration would set the field back to its empty model. Call in the component that holds the field.
 */
export function useEarlyInput(model: Ref<string>): void {
  if (import.meta.server || !useNuxtApp().isHydrating) return
  const instance = getCurrentInstance()
  onBeforeMount(() => {
    const root = instance?.vnode.el
    const typed = root instanceof Element ? root.querySelector('input')?.value : undefined
    if (typed) model.value = typed
  })
}
