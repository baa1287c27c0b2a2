/**
 * Whether a new password can be guessed. Length instead of character classes, as NIST SP 800-63B-4 (2025) recommends:
 * no rule about digits or capitals, no forced change; but nothing that is tried first. On the server only, because the
 * lists are large.
 */
import { eq } from 'drizzle-orm'
import type { Executor } from '#server/database/client.ts'
import { stations } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { passwordText } from '#shared/member/password.ts'

/** Whom and what an attacker who knows the member would think of. */
export interface Owner {
  login: string
  name: string
  /** Names, address and telephone of the police room. */
  station: readonly (string | null)[]
}

/**
 * Passwords that fall within this many guesses are refused, as a power of ten: what is tried first, also against a
 * stolen hash. Two common words with a number are below, three words or ten random characters above.
 */
const LEAST_GUESSES = 9.5
/** The same without the spaces, which an attacker leaves out of the most common phrases only. */
const LEAST_GUESSES_BARE = 8
/** Characters that are judged. More only make a password stronger, and the time grows with the square. */
const JUDGED = 40

/** Numbers that belong to somebody: mobile and landline numbers, identity cards. Dates are known to the library. */
const NUMBERS = /(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{17}[\dx]|\d{6,}/gi

const COMMON = '这个密码很容易被猜到，请换一个'
const DIGITS = '密码不要只用数字，电话、生日和证件号都容易被猜到，请换一个'
const LOGIN = '密码里不要包含账号'
const OWN = '密码里主要是姓名、警务室名称、电话或日期，很容易被猜到，请换一个'

async function makeJudge() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }, { CHINESE_WORDS }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('./chinese-words.ts'),
  ])
  return new ZxcvbnFactory({ dictionary: { ...dictionary, chinese: [...CHINESE_WORDS] }, graphs: adjacencyGraphs })
}
/** Loaded with the first new password, and kept. */
let judge: ReturnType<typeof makeJudge> | undefined

/** A name as it is typed: itself, in pinyin, by initials, with the family name last; and its beginnings. */
async function spellings(name: string): Promise<string[]> {
  const { pinyin } = await import('pinyin-pro')
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true }).map((each) => each.toLowerCase())
  const initials = syllables.map(([first = '']) => first)
  const beginnings = [2, 3, 4, 5].filter((length) => length < name.length)
  return [
    name,
    syllables.join(''),
    [...syllables.slice(1), ...syllables.slice(0, 1)].join(''),
    initials.join(''),
    ...beginnings.flatMap((length) => [name.slice(0, length), syllables.slice(0, length).join('')]),
  ]
}

async function ownWords({ login, name, station }: Owner): Promise<string[]> {
  const names = [name, ...station.filter((each) => each !== null)]
  const spelt = (await Promise.all(names.map(spellings))).flat()
  return [...new Set([login, ...login.split(/[._-]+/), ...spelt].map((word) => word.toLowerCase()))].filter(
    (word) => word.length > 1,
  )
}

/** Why a new password is refused, in Chinese, or undefined. Its length was checked with the form. */
export async function passwordFault(password: string, owner: Owner): Promise<string | undefined> {
  const text = passwordText(password)
  const folded = text.toLowerCase()
  if (owner.login && folded.includes(owner.login.toLowerCase())) return LOGIN
  if (/^[\d\s.+()/_-]+$/.test(text)) return DIGITS
  judge ??= makeJudge().catch((error: unknown) => {
    judge = undefined
    throw error
  })
  const judged = await judge
  const guesses = (each: string, words: string[]) => judged.check(each.slice(0, JUDGED), words).guessesLog10
  // Spaces between words are part of a good passphrase, but not of `wo ai ni 1314520`.
  const weak = (words: string[]) =>
    guesses(text, words) < LEAST_GUESSES || guesses(text.replace(/\s/g, ''), words) < LEAST_GUESSES_BARE
  if (weak([])) return COMMON
  return weak([...(await ownWords(owner)), ...(folded.match(NUMBERS) ?? [])]) ? OWN : undefined
}

/** @throws AppError `bad_input` naming the field. */
export async function refuseWeak(field: 'password' | 'newPassword', password: string, owner: Owner): Promise<void> {
  const fault = await passwordFault(password, owner)
  if (fault) throw new AppError('bad_input', `${fault}。`, { [field]: fault })
}

/** What the police room is called, where it is and how it is reached. */
export async function stationWords(db: Executor, stationId: string): Promise<(string | null)[]> {
  const { name, hallName, allianceName, shortName, placeName, telephone, address } = stations
  const [row] = await db
    .select({ name, hallName, allianceName, shortName, placeName, telephone, address })
    .from(stations)
    .where(eq(stations.id, stationId))
  return Object.values(row ?? {})
}
