/**
 * How well one cue alone tells two kinds apart (scams from genuine messages, right from wrong answers), for a reader
 * who has learned it on other items. Pure and deterministic.
 *
 * With about a hundred items and hundreds of words, some word separates the two kinds by mere chance. The figures are
 * fair all the same, because
 * - each is made on items that the rule was not made from: five fixed folds, and a scam type is never split, so that
 *   the words of one story cannot serve both for learning and for guessing;
 * - it is the mean of both hit rates (balanced accuracy, chance is 0.5), so a larger kind gains nothing;
 * - on 110 items its standard error is 0.048, so that the limit of 0.65 is three errors away from chance. Fewer cases
 *   have a larger error: there the limit keeps three errors of distance for words, of which there are hundreds, and two
 *   for the few cues that have a name, e.g. the channel;
 * - a rare cue cannot move that mean (a word in 10 of 110 messages, all genuine, makes 0.59) and yet gives those 10
 *   away. It is judged where it is shown: how improbable such a one-sided split is. Named cues are held to 1 %, words
 *   to 0.5 %, so that chance alone reports one or two. A named cue may not be over three quarters on one side, either.
 */

/** Something to be guessed, with all that is seen of it without understanding it. */
export interface Case {
  /** Cases of one group stay in one fold. */
  group: string
  /** What is guessed: scam, or right. */
  yes: boolean
  /** Named cues with their amounts; 0 and 1 for cues that are there or not. All cases have the same ones. */
  cues: ReadonlyMap<string, number>
  /** Words that occur. */
  words: ReadonlySet<string>
}

/** Cases of each kind. */
interface Count {
  yes: number
  no: number
}

/** What one cue tells. */
export interface Guess {
  /** The cue in words. */
  cue: string
  /** Cross-validated mean of both hit rates, 0 to 1; 0.5 is chance. */
  accuracy: number
  /** For a cue that is there or not: in how many cases of each kind. */
  shown?: Count
  /** How probable a split that is at least so one-sided would be by chance; 1 for amounts. */
  chance: number
  /** Share of its commoner kind where it is shown, both kinds counted as equally large; 0.5 for amounts. */
  share: number
  /** Most that `accuracy` may be. */
  most: number
  /** Whether it is a word, of which there are many, and not one of the few named cues. */
  word: boolean
}

const FOLDS = 5
/** Fewest cases that show a word. A rarer one could be a tell of nothing but its own items. */
const LEAST_SHOWN = 6
const MAX_ACCURACY = 0.65
/** Standard errors of distance from chance that a figure on few cases may have. */
const ERRORS = { named: 2, word: 3 }
const MAX_CHANCE = { named: 0.01, word: 0.005 }
/** Largest share of one kind where a named cue is shown, if it is shown at least so often. */
const MAX_SHARE = 0.75
const OFTEN = 16

/** The fold of each group: the largest groups first, each into the smallest fold; ties by name. */
function foldsOf(cases: readonly Case[]): Map<string, number> {
  const sizes = Map.groupBy(cases, ({ group }) => group)
  const filled = Array<number>(FOLDS).fill(0)
  const folds = new Map<string, number>()
  for (const [group, { length }] of [...sizes].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))) {
    const fold = filled.indexOf(Math.min(...filled))
    folds.set(group, fold)
    filled[fold] = (filled[fold] ?? 0) + length
  }
  return folds
}

/** Cases by the value of a cue. */
type Tally = Map<number, Count>

function tally(values: readonly (readonly [value: number, yes: boolean])[]): Tally {
  const counts: Tally = new Map()
  for (const [value, yes] of values) {
    const count = counts.get(value) ?? { yes: 0, no: 0 }
    count[yes ? 'yes' : 'no']++
    counts.set(value, count)
  }
  return counts
}

const totalOf = (counts: Tally) => {
  const total = { yes: 0, no: 0 }
  for (const { yes, no } of counts.values()) {
    total.yes += yes
    total.no += no
  }
  return total
}

/** The best rule “at least so much means yes” (`sign` 1) or “means no” (-1). Nothing learned: sign 0. */
function learn(counts: Tally): { least: number; sign: number } {
  const total = totalOf(counts)
  let best = { least: 0, sign: 0, lead: 0 }
  const above = { yes: 0, no: 0 }
  for (const [least, { yes, no }] of [...counts].sort(([a], [b]) => b - a)) {
    above.yes += yes
    above.no += no
    const lead = above.yes / total.yes - above.no / total.no
    if (Math.abs(lead) > Math.abs(best.lead)) best = { least, sign: Math.sign(lead), lead }
  }
  return best
}

/** Cross-validated accuracy of a cue. A fold whose training learned nothing guesses: half a hit each. */
function accuracyOf(folds: readonly (readonly (readonly [value: number, yes: boolean])[])[]): number {
  const hits = { yes: 0, no: 0 }
  folds.forEach((held, fold) => {
    const { least, sign } = learn(tally(folds.flatMap((each, i) => (i === fold ? [] : each))))
    for (const [value, yes] of held) {
      const guess = sign === 0 ? 0.5 : value >= least === sign > 0 ? 1 : 0
      hits[yes ? 'yes' : 'no'] += yes ? guess : 1 - guess
    }
  })
  const total = totalOf(tally(folds.flat()))
  return (hits.yes / total.yes + hits.no / total.no) / 2
}

/** Probability of `least` or more of `count` tosses that each succeed with `rate`. */
export function tail(least: number, count: number, rate: number): number {
  let sum = 0
  let term = (1 - rate) ** count
  for (let hits = 0; hits <= count; hits++) {
    if (hits >= least) sum += term
    term *= ((count - hits) / (hits + 1)) * (rate / (1 - rate))
  }
  return sum
}

/** How improbable it is that a cue is on one side so often, given how many cases of each kind there are. */
function chanceOf(shown: Count, total: Count): number {
  const rate = total.yes / (total.yes + total.no)
  const count = shown.yes + shown.no
  return Math.min(tail(shown.yes, count, rate), tail(shown.no, count, 1 - rate))
}

function shareOf(shown: Count, total: Count): number {
  const yes = shown.yes / total.yes
  const no = shown.no / total.no
  return Math.max(yes, no) / (yes + no)
}

/**
 * Every cue with what it tells, the most telling first.
 * @param least fewest cases about which anything can be said; the list is empty below
 */
export function guesses(cases: readonly Case[], least: number): Guess[] {
  const total = { yes: cases.filter(({ yes }) => yes).length, no: cases.filter(({ yes }) => !yes).length }
  if (cases.length < least || !total.yes || !total.no) return []
  const foldOf = foldsOf(cases)
  const folds = Array.from({ length: FOLDS }, (_, i) => cases.filter(({ group }) => foldOf.get(group) === i))
  const judge = (cue: string, word: boolean, valueOf: (each: Case) => number): Guess => {
    const accuracy = accuracyOf(folds.map((fold) => fold.map((each) => [valueOf(each), each.yes] as const)))
    const counts = tally(cases.map((each) => [valueOf(each), each.yes] as const))
    const shown = counts.get(1) ?? { yes: 0, no: 0 }
    const errors = word ? ERRORS.word : ERRORS.named
    const most = Math.max(MAX_ACCURACY, 0.5 + errors / (2 * Math.sqrt(cases.length)))
    const amounts = !counts.has(1) || [...counts.keys()].some((value) => value !== 0 && value !== 1)
    if (amounts) return { cue, accuracy, chance: 1, share: 0.5, most, word }
    return { cue, accuracy, shown, chance: chanceOf(shown, total), share: shareOf(shown, total), most, word }
  }
  const named = [...new Set(cases.flatMap(({ cues }) => [...cues.keys()]))].map((cue) =>
    judge(cue, false, ({ cues }) => cues.get(cue) ?? 0),
  )
  // Words that occur in the very same cases are one cue; the longest stands for them.
  const words = Map.groupBy(commonWords(cases), (word) => cases.map(({ words: own }) => Number(own.has(word))).join(''))
  const spoken = [...words.values()].map((same) => {
    const word = same.reduce((longest, each) => ([...each].length > [...longest].length ? each : longest))
    return judge(word, true, ({ words: own }) => Number(own.has(word)))
  })
  return [...named, ...spoken].sort(
    (a, b) => b.accuracy - a.accuracy || a.chance - b.chance || (a.cue < b.cue ? -1 : 1),
  )
}

/** Words that enough cases show, each once. */
function commonWords(cases: readonly Case[]): string[] {
  const counts = new Map<string, number>()
  for (const { words } of cases) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].flatMap(([word, count]) => (count >= LEAST_SHOWN ? word : [])).sort()
}

/** Whether a cue gives too much away. */
export function isTell({ accuracy, chance, share, shown, most, word }: Guess): boolean {
  const often = shown !== undefined && shown.yes + shown.no >= OFTEN
  return (
    accuracy > most || chance < (word ? MAX_CHANCE.word : MAX_CHANCE.named) || (!word && often && share > MAX_SHARE)
  )
}
