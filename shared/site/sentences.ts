/** Cuts text into what a voice says in one go: some browsers fall silent in the middle of anything longer. */

/** Longest piece, in characters. */
const LONGEST = 80

/** Numbers to call, as people say them: a voice would read an amount. */
const SPOKEN: Record<string, string> = { 96110: '九六幺幺零', 12381: '幺二三八幺', 110: '幺幺零' }

/** A sentence with the numbers to call spelled out. */
export const spoken = (sentence: string) =>
  sentence.replace(/(?<![\d.,])(?:96110|12381|110)(?![\d.,]\d|\d)/g, (number) => SPOKEN[number] ?? number)

export function toSentences(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.replace(/\s+/g, ' ').match(/[^。！？!?；;]+[。！？!?；;”]*/g) ?? [])
    .flatMap((sentence) => {
      const words = sentence.trim()
      if (words.length <= LONGEST) return words ? [words] : []
      return words.match(new RegExp(`.{1,${LONGEST}}(?:[，、：]|$)|.{1,${LONGEST}}`, 'gu')) ?? []
    })
}
