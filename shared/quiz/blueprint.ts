/** Assembles forms: parallel forms of the same structure, drawn at random from the bank. */
import type { JudgeItem, Truth } from '../content/item.ts'

/** The fields of an item that assembling needs. */
export type BankItem = Pick<JudgeItem, 'id' | 'scamType' | 'truth' | 'expires'>

export interface FormOptions {
  /** Items wanted; half of each truth. A bank that is too small gives a shorter form, still half and half. */
  size: number
  /** Ids of items this device has seen, oldest first. */
  seen: ReadonlySet<string>
  /** Uniform in [0, 1). */
  random: () => number
  /** Today in Asia/Shanghai, `YYYY-MM-DD`: items that expired before it are left out. */
  today: string
  /** Id of an unseen, valid item with which the form must begin; any other is ignored. */
  first?: string
}

/** Costs, in order of importance: a repeated item, then two items of one type. Ties are broken at random. */
const SEEN_COST = 10_000
const CROWDING_COST = 10

/** One scam type's items by truth: unseen ones first, then seen ones, oldest first. */
type Stock = Record<Truth, { ids: string[]; unseen: number; least: number }>

export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[result[i], result[j]] = [result[j]!, result[i]!]
  }
  return result
}

function stockOf(items: readonly BankItem[], truth: Truth, { seen, random, first }: FormOptions): Stock[Truth] {
  const own = items.filter((item) => item.truth === truth).map((item) => item.id)
  const least = own.some((id) => id === first) ? 1 : 0
  const unseen = shuffled(
    own.filter((id) => !seen.has(id)),
    random,
  ).sort((a, b) => Number(b === first) - Number(a === first))
  const mine = new Set(own)
  const met = [...seen].filter((id) => mine.has(id))
  return { ids: [...unseen, ...met], unseen: unseen.length, least }
}

interface Plan {
  cost: number
  takes: { stock: Stock; scam: number; genuine: number }[]
}

/**
 * How many items of each truth to take from each type at minimum cost: dynamic programming over the types; the state is
 * how many of each truth were taken so far. Exact, and fast: 10 types and 5 of each are a few thousand steps.
 */
function plan(stocks: readonly Stock[], perTruth: number, random: () => number): Plan['takes'] {
  const width = perTruth + 1
  let best: (Plan | undefined)[] = Array.from({ length: width * width })
  best[0] = { cost: 0, takes: [] }
  for (const stock of stocks) {
    const { scam, genuine } = stock
    const next: typeof best = Array.from({ length: width * width })
    const chance = Array.from({ length: width * width }, random)
    for (let s = 0; s <= perTruth; s++)
      for (let g = 0; g <= perTruth; g++) {
        const from = best[s * width + g]
        if (!from) continue
        for (let a = scam.least; a <= Math.min(perTruth - s, scam.ids.length); a++)
          for (let b = genuine.least; b <= Math.min(perTruth - g, genuine.ids.length); b++) {
            const repeats = Math.max(0, a - scam.unseen) + Math.max(0, b - genuine.unseen)
            const cost = from.cost + repeats * SEEN_COST + (a + b) ** 2 * CROWDING_COST + (chance[a * width + b] ?? 0)
            const to = (s + a) * width + g + b
            if (cost < (next[to]?.cost ?? Infinity))
              next[to] = { cost, takes: [...from.takes, { stock, scam: a, genuine: b }] }
          }
      }
    best = next
  }
  return best.at(-1)?.takes ?? []
}

/**
 * Ids of a form in the order they are shown. Exactly half are scams; an item this device has seen is used only when no
 * unseen one of that truth is left; types are spread as evenly as possible, one item each while there are enough. With
 * `first` the other items are drawn to fit it, so that the form is no different from others.
 */
export function assembleForm(bank: readonly BankItem[], wanted: FormOptions): string[] {
  const valid = bank.filter((item) => item.expires >= wanted.today)
  const first = valid.find(({ id }) => id === wanted.first && !wanted.seen.has(id))?.id
  const options = { ...wanted, first }
  const byType = Map.groupBy(valid, (item) => item.scamType)
  const stocks = [...byType.values()].map((items): Stock => ({
    scam: stockOf(items, 'scam', options),
    genuine: stockOf(items, 'genuine', options),
  }))
  const available = (truth: Truth) => stocks.reduce((sum, stock) => sum + stock[truth].ids.length, 0)
  const perTruth = Math.min(Math.floor(options.size / 2), available('scam'), available('genuine'))
  if (perTruth === 0) return []
  const chosen = plan(stocks, perTruth, options.random).flatMap(({ stock, scam, genuine }) => [
    ...stock.scam.ids.slice(0, scam),
    ...stock.genuine.ids.slice(0, genuine),
  ])
  const order = shuffled(chosen, options.random)
  return first === undefined ? order : [first, ...order.filter((id) => id !== first)]
}
