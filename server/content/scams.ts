/** The scam library as pages read it. */
import { pinyin } from 'pinyin-pro'
import { type ScamCard, type ScamPage, toLawView, toScamCard } from '#shared/content/card.ts'
import { type SearchDoc, toSearchDocs } from '#shared/content/search.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { type Library, useLibrary } from './library.ts'

/** All types, most frequent first. */
export async function listScams(): Promise<ScamCard[]> {
  const { scams } = await useLibrary()
  return scams.map(toScamCard)
}

/** @throws AppError `not_found`. */
export async function readScam(id: string, now = new Date()): Promise<ScamPage> {
  const { scams, scenarios, drills, lawById } = await useLibrary()
  const place = scams.findIndex((scam) => scam.id === id)
  const scam = scams[place]
  if (!scam) throw new AppError('not_found', '没有这种骗局，请到骗局图鉴里找一找。')
  const neighbour = (at: number) => scams[at] && { id: scams[at].id, title: scams[at].title }
  const today = dayOf(now)
  const current = <T extends { expires: string }>(values: readonly T[]) =>
    values.filter(({ expires }) => expires >= today)
  const ofType = <T extends { scamType: string; expires: string }>(values: readonly T[]) =>
    current(values).filter(({ scamType }) => scamType === id)
  return {
    scam,
    expired: scam.expires < today,
    laws: current(scam.laws.flatMap((law) => lawById.get(law) ?? [])).map(toLawView),
    scenarios: ofType(scenarios).map((scenario) => ({ id: scenario.id, title: scenario.title })),
    drills: ofType(drills).length,
    previous: neighbour(place - 1),
    next: neighbour(place + 1),
  }
}

/** The pinyin dictionary weighs 300 kB: it stays on the server, and devices get the finished spellings. */
const toPinyin = (text: string) => pinyin(text, { toneType: 'none', type: 'array', v: true })

let index: { scams: Library['scams']; docs: SearchDoc[] } | undefined

/** Entries of the search index, made once as long as the content stays the same. */
export async function scamSearchIndex(): Promise<SearchDoc[]> {
  const { scams } = await useLibrary()
  if (index?.scams !== scams) index = { scams, docs: toSearchDocs(scams, toPinyin) }
  return index.docs
}
