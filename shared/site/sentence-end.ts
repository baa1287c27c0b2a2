/**
 * A text as a sentence that another one follows: with a full stop, unless it ends in a mark already. For texts of the
 * content, which may end in a question mark.
 */
export const endSentence = (text: string): string => (/[。！？…；][”’）》】」]*$/.test(text) ? text : `${text}。`)
