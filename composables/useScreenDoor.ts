/** Whether a view of the screen has put a button of its own beside the red one, so that they share the row. */
export function useScreenDoor() {
  const doorOpen = useState('screen-door', () => false)
  return { doorOpen }
}
