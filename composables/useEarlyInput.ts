/**
 * Keeps what was typed (or filled in by a password manager) before hydration: on a weak network that can be many
 * seconds, and hydration would reset the field to its empty model. Call in the component that holds the field.
 * @param take the model, or a function that receives the text of the field.
 */
export function useEarlyInput(take: Ref<string> | ((typed: string) => void)): void {
  if (import.meta.server || !useNuxtApp().isHydrating) return
  const instance = getCurrentInstance()
  onBeforeMount(() => {
    const root = instance?.vnode.el
    const typed = root instanceof Element ? root.querySelector('input')?.value : undefined
    if (!typed) return
    if (typeof take === 'function') take(typed)
    else take.value = typed
  })
}
