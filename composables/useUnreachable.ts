/** True when the last page that was navigated to could not be fetched. */
export const useUnreachable = () => useState('unreachable', () => false)
