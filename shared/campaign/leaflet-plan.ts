/**
 * Decides how large each text of a leaflet is set, and which ornaments give way, so that everything fits at every
 * legal length: the hotlines, the code, the police room and its telephone always stay. Lengths in `u`, a hundredth of
 * the piece's width of 100 mm; a poster is twice as large.
 */
import { telephonesOf } from '../member/station.ts'
import { fitText, heightOf, linesOf, phraseLines, wholeSize, wordLines } from './fit.ts'
import type { LeafletPlan, LeafletTexts, Sizes } from './leaflet-types.ts'
import { CARD_CALL, CODE_TEXT, LEAFLET_SIZES, type LeafletSize, MARGIN, TYPE_MIN } from './leaflet.ts'

/** Line heights, as in the components; `CLOSE` on a card. */
const LINE = 1.4
const CLOSE = 1.25
const TIGHT = 1.18

/** Fixed lengths, as in the components. */
export const LAYOUT = {
  /** Inner padding. */
  pad: 4,
  portrait: { code: 31, quiet: 3, quietBlock: 2, gap: 3, slogan: 1.2, rules: 12, hotlines: 9.5 },
  card: { gap: 3, hotlines: 7.5, between: 1, band: 1.4 },
} as const

/** The picture: width of the figure and its share of the height, gap, padding of what is said, and the least of it. */
const ART = { figure: 30, ratio: 240 / 280, gap: 3.4, inline: 6.8, block: 6.2, tight: 3 }

/** Fewer ornaments and smaller type from step to step. */
const STEPS = [
  { art: 36, scale: 1.1, rules: true },
  { art: 32, scale: 1, rules: true },
  { art: 28, scale: 0.94, rules: true },
  { art: 26, scale: 0.88, rules: true },
  { art: 25, scale: 0.82, rules: true },
  { art: 26, scale: 0.86, rules: false },
  { art: 24.5, scale: 0.8, rules: false },
  { art: 20, scale: 0.72, rules: false },
  { art: 17, scale: 0.6, rules: false },
  { art: 17, scale: 0.5, rules: false },
  { art: 0, scale: 0.5, rules: false },
] as const

const boxOf = (size: LeafletSize, unit: number) => {
  const { width, height } = LEAFLET_SIZES[size]
  return { width: (width - 2 * MARGIN) / unit, height: (height - 2 * MARGIN) / unit }
}

/** Phrases are kept whole rather than set large, down to a size. */
function hookMax(hook: string, width: number, max: number, least: number): number {
  const whole = wholeSize(hook, width)
  return whole >= least ? Math.min(max, whole) : max
}

/** Name and telephone, then the address. The numbers are inline blocks (components/site/Telephone.vue). */
const contactHeight = (
  { station, telephone, address }: LeafletTexts,
  width: number,
  { name, small }: Sizes,
  line: number,
) =>
  heightOf(telephone ? `${station}　` : station, width, name, line, (text, em) =>
    linesOf(text, em, telephone ? telephonesOf(telephone, '电话 ') : []),
  ) + heightOf(address, width, small, line)

/** For a design whose subject are the rules: they give way last. */
const RULES_FIRST = [
  ...STEPS.filter(({ rules }) => rules),
  { art: 21, scale: 0.76, rules: true },
  ...STEPS.filter(({ rules }) => !rules),
]

/** A signature in full, or what is left of it: its emblem alone beside a name that says the same. */
const signatureOf = ({ alliance, station }: LeafletTexts) => (alliance === station ? '' : alliance)

/** The last one has the least of everything. */
function firstFitting(plans: LeafletPlan[]): LeafletPlan {
  const fitting = plans.find(({ fits }) => fits) ?? plans.at(-1)
  if (!fitting) throw new Error('no plan')
  return fitting
}

/** A4 and the quarter of it: hook and picture on top, then the campaign, the code, rules, and who stands behind it. */
function planPortrait(texts: LeafletTexts, size: LeafletSize): LeafletPlan {
  const unit = size === 1 ? 2 : 1
  const box = boxOf(size, unit)
  const { pad, portrait } = LAYOUT
  const width = box.width - 2 * pad
  // A poster is read from further away than a leaflet, but may go down to 12 pt for the longest texts.
  const min = (size === 1 ? 4.3 : TYPE_MIN + 0.02) / unit
  const plans = (texts.rulesFirst ? RULES_FIRST : STEPS).map((step): LeafletPlan => {
    const signed = step.scale > 0.72 || signatureOf(texts) !== ''
    const at = (base: number) => Math.max(min, base * step.scale)
    const beside = width - portrait.code + 2 * portrait.quiet - portrait.gap
    const hook = fitText(
      texts.hook,
      { width, height: 25 * step.scale },
      { max: hookMax(texts.hook, width, 11.5 * step.scale, 7), min, line: TIGHT, count: phraseLines },
    )
    const sizes: Sizes = {
      org: fitText(texts.alliance, { width: width - 9, height: 4.2 * LINE }, { max: at(4.2), min, line: LINE }).size,
      hook: hook.size,
      title: at(4.6),
      slogan: at(3.6),
      call: at(5.4),
      note: at(3.4),
      url: at(3.4),
      name: at(3.8),
      small: at(3.4),
      says: 0,
    }
    // What is said is the point of the picture: a low one has a narrow figure rather than no words.
    const tight = step.art < 20
    const [wide, narrow] = [ART.figure, Math.min(ART.figure, step.art * ART.ratio)].map((figure) => {
      const said = {
        width: width - figure - ART.gap - ART.inline,
        height: step.art - (tight ? ART.tight : ART.block) - sizes.small * LINE,
      }
      const says = fitText(texts.says, said, { max: Math.max(min, 4.4 * step.scale), min, line: LINE })
      return { figure, says: says.size, fits: says.height <= said.height }
    })
    const drawn = wide?.fits ? wide : narrow
    sizes.says = drawn?.says ?? min
    const urlHeight = heightOf(texts.url, beside, sizes.url, LINE, phraseLines)
    const url = urlHeight < 2.5 * sizes.url * LINE
    const code = Math.max(
      portrait.code - 2 * portrait.quietBlock,
      heightOf(CODE_TEXT.call, beside, sizes.call, TIGHT, phraseLines) +
        heightOf(CODE_TEXT.note, beside, sizes.note, LINE) +
        (url ? urlHeight : 0) +
        3,
    )
    const height =
      // Hero: padding, signature, hook, gaps, picture.
      pad +
      (signed ? Math.max(7, heightOf(texts.alliance, width - 9, sizes.org, LINE)) : 0) +
      4.4 +
      hook.height +
      step.art +
      // Campaign.
      2.5 +
      heightOf(texts.title, width, sizes.title, TIGHT, wordLines) +
      (texts.slogan ? portrait.slogan + heightOf(texts.slogan, width, sizes.slogan, LINE, wordLines) : 0) +
      // Code.
      2 +
      code +
      2.5 +
      (step.rules ? portrait.rules + 2.5 : 0) +
      // Foot.
      portrait.hotlines +
      contactHeight(texts, width, sizes, LINE) +
      3.5
    // What the other texts leave is the hook's, up to the size of one with all the room.
    const grown = fitText(
      texts.hook,
      { width, height: hook.height + Math.max(0, box.height - height) },
      { max: hookMax(texts.hook, width, 12.6, 7), min: hook.size, line: TIGHT, count: phraseLines },
    )
    return {
      unit,
      code: portrait.code,
      sizes: { ...sizes, hook: Math.max(hook.size, step.scale < 1 ? grown.size : 0) },
      art: step.art,
      figure: drawn?.figure ?? 0,
      tight,
      rules: step.rules,
      title: true,
      low: false,
      slogan: true,
      signed,
      url: url && 'beside',
      note: true,
      fits: height <= box.height && (step.art === 0 || drawn?.fits === true),
    }
  })
  return firstFitting(plans)
}

/** What a card shows besides its hook, its code and who stands behind it; `least`: least size of the hook. */
interface CardStep {
  art: number
  scale: number
  code: number
  least: number
  title: boolean
  slogan: boolean
  url: boolean
  emblem: boolean
}
const ALL = { title: true, slogan: true, url: true, emblem: true }
/**
 * First everything gets smaller; then the emblem goes, the slogan, the picture, the typed address, and last the title.
 * The hotlines, the code, the police room and its telephone always stay.
 */
const CARD_STEPS: readonly CardStep[] = [
  { ...ALL, art: 20, scale: 1, code: 28, least: 5.5 },
  { ...ALL, art: 16, scale: 0.9, code: 28, least: 5 },
  { ...ALL, art: 14, scale: 0.8, code: 26, least: 5 },
  ...[{ emblem: false }, { emblem: false, slogan: false }].flatMap((without) => [
    { ...ALL, ...without, art: 14, scale: 0.8, code: 26, least: 5 },
    { ...ALL, ...without, art: 11, scale: 0.5, code: 24, least: 4.6 },
    { ...ALL, ...without, art: 9, scale: 0.5, code: 21, least: 4.2 },
  ]),
  ...[{ url: true }, { url: false }].flatMap((also) => [
    { ...ALL, ...also, emblem: false, slogan: false, art: 0, scale: 0.8, code: 26, least: 5 },
    { ...ALL, ...also, emblem: false, slogan: false, art: 0, scale: 0.5, code: 24, least: 4.6 },
    { ...ALL, ...also, emblem: false, slogan: false, art: 0, scale: 0.5, code: 21, least: 4.2 },
  ]),
  { title: false, slogan: false, url: true, emblem: false, art: 0, scale: 0.5, code: 21, least: 4.2 },
  { title: false, slogan: false, url: false, emblem: false, art: 0, scale: 0.5, code: 24, least: 4.6 },
  { title: false, slogan: false, url: false, emblem: false, art: 0, scale: 0.5, code: 21, least: TYPE_MIN },
]

/** An eighth of A4, landscape: hook and picture beside the code, then who stands behind it. */
function planCard(texts: LeafletTexts): LeafletPlan {
  const box = boxOf(8, 1)
  const { pad, card } = LAYOUT
  const width = box.width - 2 * pad
  const min = TYPE_MIN + 0.02
  const signature = signatureOf(texts)
  const slogan = texts.slogan && heightOf(texts.slogan, width, min, CLOSE, wordLines)
  /**
   * @param under the typed address stands under the code, else below it over the whole width
   * @param low so does the title, which then takes fewer lines
   */
  const planOf = (
    { art, scale, code, least, emblem, ...shown }: CardStep,
    under: boolean,
    low = false,
  ): LeafletPlan => {
    const beside = width - code - card.gap
    const at = (base: number) => Math.max(min, base * scale)
    const left = beside - (art ? art + 1 : 0)
    const org = { width: beside - 6, height: 3.6 * CLOSE }
    const sizes: Sizes = {
      org: fitText(signature, org, { max: 3.6, min, line: CLOSE }).size,
      hook: least,
      title: at(3.4),
      slogan: min,
      call: at(3.4),
      note: min,
      url: min,
      name: at(3.4),
      small: min,
      says: min,
    }
    const signed = emblem || signature !== ''
    const titleIn = (wide: number) => (shown.title ? heightOf(texts.title, wide, sizes.title, CLOSE, wordLines) : 0)
    const below = [
      low ? titleIn(width) : 0,
      shown.slogan && slogan ? slogan : 0,
      shown.url && !under ? heightOf(texts.url, width, sizes.url, CLOSE, phraseLines) : 0,
    ]
    const lines = below.reduce((sum, height) => sum + height, 0)
    const band = lines && lines + 2 * card.band
    const room = box.height - pad - card.hotlines - contactHeight(texts, width, sizes, CLOSE) - 2.9 - band
    const others =
      (signed ? card.between + Math.max(4.6, heightOf(signature, org.width, sizes.org, CLOSE)) : 0) +
      (shown.title && !low ? card.between + titleIn(left) : 0) +
      card.between +
      heightOf(CARD_CALL, left, sizes.call, CLOSE, phraseLines) +
      card.between
    // What the other texts leave is the hook's.
    const hook = fitText(
      texts.hook,
      { width: left, height: room - others },
      { max: hookMax(texts.hook, left, 9, 4.6), min, line: TIGHT, count: phraseLines },
    )
    sizes.hook = hook.size
    const typed = shown.url && under ? 0.5 + phraseLines(texts.url, (code + 2) / sizes.url) * sizes.url * CLOSE : 0
    const fits = hook.size >= least && Math.max(others + hook.height, code + typed) <= room
    const url = shown.url && (under ? 'under' : 'below')
    return {
      unit: 1,
      code,
      sizes,
      art,
      figure: art,
      tight: false,
      rules: false,
      note: false,
      ...shown,
      low,
      signed,
      url,
      fits,
    }
  }
  return firstFitting(
    CARD_STEPS.flatMap((step) =>
      // A picture stands in the way of nothing: only without one is it worth to part the title from the hook.
      (step.title && !step.art ? [false, true] : [false]).flatMap((low) =>
        (step.url ? [true, false] : [false]).map((under) => planOf(step, under, low)),
      ),
    ),
  )
}

export const planLeaflet = (texts: LeafletTexts, size: LeafletSize): LeafletPlan =>
  size === 8 ? planCard(texts) : planPortrait(texts, size)
