/** What the quiz calls itself wherever it is named. */
export const QUIZ_TITLE = '十条消息，分清真假'
