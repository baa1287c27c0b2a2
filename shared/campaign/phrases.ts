/** Phrases of a heading, which are kept whole where they fit: after punctuation, and before the path of an address. */
export const phrasesOf = (text: string): string[] =>
  text.match(/.+?(?:[，。、；：？！”」](?![，。；：？！”」])|(?=\/s\/)|$)/gu) ?? []
