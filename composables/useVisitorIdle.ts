/**
 * Counts down while nobody touches a hall screen. Whoever comes next must find nothing of whoever was here before.
 * @param onLeft called when the time is up
 */
export function useVisitorIdle({ seconds, warn }: { seconds: number; warn: number }, onLeft: () => void) {
  const left = ref(seconds)
  const warning = computed(() => left.value <= warn)
  const stay = () => {
    left.value = seconds
  }
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    timer = setInterval(() => {
      left.value -= 1
      if (left.value === 0) onLeft()
    }, 1_000)
    addEventListener('pointerdown', stay, { passive: true })
    addEventListener('keydown', stay)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    removeEventListener('pointerdown', stay)
    removeEventListener('keydown', stay)
  })
  return { left, warning, stay }
}
