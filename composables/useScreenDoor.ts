/** Whether the current view shows a button of its own beside the red one, so that the two share the row. */
export function useScreenDoor() {
  const doorOpen = useState('screen-door', () => false)
  return { doorOpen }
}
