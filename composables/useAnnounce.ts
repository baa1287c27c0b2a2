/** Says to screen readers, in an office page, what a press has done. Repeated words are said again. */
export function useAnnounce(): (text: string) => void {
  const { polite } = useAnnouncer()
  return (text) => {
    polite('')
    setTimeout(() => polite(text))
  }
}
