/** Splits text into pieces for speech synthesis: some browsers stop in the middle of longer texts. */

/** Longest piece, in characters. */
const LONGEST = 80

/** Phone numbers in spoken form: a voice would read them as an amount. */
const SPOKEN: Record<string, string> = {
  96110: '九六幺幺零',
  12306: '幺二三零六',
  12308: '幺二三零八',
  12315: '幺二三幺五',
  12381: '幺二三八幺',
  110: '幺幺零',
}

/** Replaces phone numbers in a sentence by their spoken form. */
export const spoken = (sentence: string) =>
  sentence.replace(
    /(^|[^\d.,])(96110|123(?:06|08|15|81)|110)(?![\d.,]\d|\d)/g,
    (_match, before: string, number: string) => before + (SPOKEN[number] ?? number),
  )

export function toSentences(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.replace(/\s+/g, ' ').match(/[^。！？!?；;]+[。！？!?；;”]*/g) ?? [])
    .flatMap((sentence) => {
      const words = sentence.trim()
      if (words.length <= LONGEST) return words ? [words] : []
      return words.match(new RegExp(`.{1,${LONGEST}}(?:[，、：]|$)|.{1,${LONGEST}}`, 'gu')) ?? []
    })
}
