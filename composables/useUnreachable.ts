/** True while the last page that was asked for could not be fetched. */
export const useUnreachable = () => useState('unreachable', () => false)
