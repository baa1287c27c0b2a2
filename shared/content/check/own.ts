/** The texts of a content file in which the site itself speaks, apart from the made-up words of others. */

/** Made-up texts of a scammer may claim anything. */
const MADE_UP = new Set(['messages', 'rows', 'sender', 'sources', 'quote', 'statute'])
/** Lists whose `text` is said by the player or the reader; their other fields are the site's own comments. */
const OFFERED = new Set(['choices', 'options'])
const isMadeUp = (key: string, path: readonly PropertyKey[], holder: object) =>
  MADE_UP.has(key) ||
  (key === 'text' && (OFFERED.has(String(path.at(-2))) || ('who' in holder && holder.who !== 'narrator')))

interface OwnText {
  path: PropertyKey[]
  /** Without quoted words: the site does not vouch for them. */
  text: string
  /** As it stands in the file. */
  whole: string
}

export function ownTexts(data: object): OwnText[] {
  const found: OwnText[] = []
  const walk = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') found.push({ path, text: value.replace(/“[^”]*”/g, '…'), whole: value })
    else if (value && typeof value === 'object') {
      for (const [key, each] of Object.entries(value))
        if (!isMadeUp(key, path, value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key])
    }
  }
  walk(data, [])
  return found
}
