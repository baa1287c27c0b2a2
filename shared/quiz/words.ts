/** The name of the quiz, wherever it is shown. */
export const QUIZ_TITLE = '十条消息，分清真假'
