/** Cuts text into what a voice says in one go: some browsers fall silent in the middle of anything longer. */

/** Longest piece, in characters. */
const LONGEST = 80

export function toSentences(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.replace(/\s+/g, ' ').match(/[^。！？!?；;]+[。！？!?；;”]*/g) ?? [])
    .flatMap((sentence) => {
      const words = sentence.trim()
      if (words.length <= LONGEST) return words ? [words] : []
      return words.match(new RegExp(`.{1,${LONGEST}}(?:[，、：]|$)|.{1,${LONGEST}}`, 'gu')) ?? []
    })
}
