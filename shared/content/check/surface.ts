/**
 * Surface: no single cue that is seen without understanding the text may tell the answer of more than 65 % of the
 * items, or of the choices in scenarios (cross-validated, see `guess.ts`). `tell.ts` finds cues on one side only; this
 * finds those on both sides unevenly.
 */
import type { PlacedItem } from './bank.ts'
import { cuesOfOption, cuesOfScene, wordsOf, wordsOfScene } from './cues.ts'
import { guesses, isTell, type Case, type Guess } from './guess.ts'
import type { Problem } from './problem.ts'
import { CHANNELS } from '../common.ts'
import { isEnding } from '../graph.ts'
import type { Item } from '../item.ts'
import type { Scenario } from '../scenario.ts'

/** Fewest scam types for folds by type; a smaller bank is folded by item. */
const LEAST_TYPES = 5
/** Fewest messages, and fewest options, on which cues are judged: the answers of a dozen items say too little. */
const LEAST = { messages: 20, options: 40 }
/** Fewest items of which the numbers of answers are compared. */
const LEAST_ITEMS = 12
/** Largest share of items with the same number of right answers. */
const MAX_SAME = 0.5

type Place = { items: readonly Item[]; groupOf: (item: Item) => string }

const casesOfScenes = ({ items, groupOf }: Place, type: 'judge' | 'spot'): Case[] =>
  items.flatMap((item) => {
    if (item.type !== type) return []
    const cues = cuesOfScene(item, CHANNELS)
    if (item.type === 'spot') {
      cues.set('可点的词有几处', item.targets.length)
      cues.set(
        '可点的词的字数',
        item.targets.reduce((sum, { quote }) => sum + [...quote].length, 0),
      )
    }
    return { group: groupOf(item), yes: item.truth === 'scam', cues, words: wordsOfScene(item) }
  })

interface Answer {
  text: string
  right: boolean
}
/** What can be chosen or tapped in a drill. */
function answersOf(item: Item): Answer[] {
  switch (item.type) {
    case 'single':
    case 'multiple':
      return item.options.map(({ text, right }) => ({ text, right }))
    case 'act':
      return item.options.map(({ text, verdict }) => ({ text, right: verdict === 'safe' }))
    case 'spot':
      return item.targets.map(({ quote, right }) => ({ text: quote, right }))
    default:
      return []
  }
}

const casesOfAnswers = ({ items, groupOf }: Place, wanted: (item: Item) => boolean): Case[] =>
  items.filter(wanted).flatMap((item) => {
    const answers = answersOf(item)
    const texts = answers.map(({ text }) => text)
    return answers.map(({ text, right }) => ({
      group: groupOf(item),
      yes: right,
      cues: cuesOfOption(text, texts),
      words: wordsOf(text),
    }))
  })

/** What a player can do in a scenario. A story has words of its own, so it stays in one fold. */
const casesOfChoices = (scenarios: readonly Scenario[]): Case[] =>
  scenarios.flatMap(({ id, nodes }) =>
    Object.values(nodes).flatMap((node) => {
      const choices = isEnding(node) ? [] : (node.choices ?? [])
      const texts = choices.map(({ text }) => text)
      return choices.map(({ text, verdict }) => ({
        group: id,
        yes: verdict === 'safe',
        cues: cuesOfOption(text, texts),
        words: wordsOf(text),
      }))
    }),
  )

/** One question that cues could answer, and what each tells. */
export interface Surface {
  /** Folder that holds it. */
  file: string
  /** What is guessed. */
  name: string
  yes: string
  no: string
  cases: number
  guesses: Guess[]
}

/** All that is asked of a reader, with what every cue tells about it, the most telling first. */
export function surfaces(items: readonly Item[], scenarios: readonly Scenario[]): Surface[] {
  const types = new Set(items.map(({ scamType }) => scamType))
  const place: Place = {
    items,
    groupOf: ({ id, scamType }) => (types.size < LEAST_TYPES ? id : scamType),
  }
  const surface = (name: string, yes: string, no: string, cases: Case[], least = LEAST.options): Surface => ({
    file: 'items',
    name,
    yes,
    no,
    cases: cases.length,
    guesses: guesses(cases, least),
  })
  return [
    surface('辨真假', '骗局', '真消息', casesOfScenes(place, 'judge'), LEAST.messages),
    surface('找破绽的消息', '骗局', '真消息', casesOfScenes(place, 'spot'), LEAST.messages),
    surface(
      '骗局里可点的词',
      '破绽',
      '不是破绽',
      casesOfAnswers(place, ({ type, truth }) => type === 'spot' && truth === 'scam'),
    ),
    surface(
      '单选和怎么办的选项',
      '对',
      '不对',
      casesOfAnswers(place, ({ type }) => type === 'single' || type === 'act'),
    ),
    surface(
      '多选的选项',
      '对',
      '不对',
      casesOfAnswers(place, ({ type }) => type === 'multiple'),
    ),
    { ...surface('情景里的选项', '稳当', '不稳当', casesOfChoices(scenarios)), file: 'scenarios' },
  ]
}

const percent = (share: number) => `${Math.round(1000 * share) / 10}%`

/** A cue and its figures in one line. */
export function describeGuess({ yes, no }: Surface, { cue, accuracy, shown, chance }: Guess): string {
  const counts = shown ? `，${yes} ${shown.yes}、${no} ${shown.no}，碰巧这样的可能 ${percent(chance)}` : ''
  return `${cue}：单凭它能猜对 ${percent(accuracy)}${counts}`
}

/** Numbers of right answers that are nearly always the same. */
function checkCounts(items: readonly Item[]): Problem[] {
  const kinds: [string, Item[]][] = [
    ['多选题', items.filter(({ type }) => type === 'multiple')],
    ['骗局的找破绽', items.filter(({ type, truth }) => type === 'spot' && truth === 'scam')],
  ]
  return kinds.flatMap(([name, own]) => {
    if (own.length < (name === '多选题' ? LEAST_ITEMS : LEAST_ITEMS / 2)) return []
    const counts = Map.groupBy(own, (item) => answersOf(item).filter(({ right }) => right).length)
    return [...counts].flatMap(([right, same]): Problem[] => {
      if (same.length <= MAX_SAME * own.length) return []
      const message = `${own.length} 道${name}里有 ${same.length} 道恰好对 ${right} 处，数目会泄露答案`
      return [{ file: 'items', rule: 'surface', message }]
    })
  })
}

/** Cues that tell too much, over the whole bank and all scenarios. */
export function checkSurface(items: readonly PlacedItem[], scenarios: readonly Scenario[]): Problem[] {
  const all = items.map(({ item }) => item)
  const found = surfaces(all, scenarios).flatMap((surface) =>
    surface.guesses.filter(isTell).map((guess): Problem => ({
      file: surface.file,
      rule: 'surface',
      message: `${surface.name}，${describeGuess(surface, guess)}`,
    })),
  )
  return [...found, ...checkCounts(all)]
}
