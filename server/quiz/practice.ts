/**
 * Practising with drills. Practice is for learning and is not in the ledger: nothing is stored or counted, and no
 * cookie is set. The device itself remembers the drills it has seen and sends their ids when it requests a new set.
 */
import { useLibrary } from '#server/content/library.ts'
import type { DrillItem } from '#shared/content/item.ts'
import { scamOf } from '#shared/content/library.ts'
import type { Scam } from '#shared/content/scam.ts'
import { AppError } from '#shared/errors.ts'
import { gradeDrill, openDrill } from '#shared/quiz/drill.ts'
import { PRACTICE_SIZE, type PracticeFeedback, type PracticeSet, type PracticeView } from '#shared/quiz/practice.ts'
import { drawDrills } from '#shared/quiz/practice-set.ts'
import { dayOf } from '#shared/station.ts'

const nameOf = ({ id, title, badge }: Scam) => ({ id, title, badge })

/** @throws AppError `not_found` for a type that is not in the library. */
async function bankOf(
  type: string | null | undefined,
): Promise<{ scam: Scam | undefined; drills: readonly DrillItem[] }> {
  const { drills, scamById } = await useLibrary()
  if (type === null || type === undefined) return { scam: undefined, drills }
  const scam = scamById.get(type)
  if (!scam) throw new AppError('not_found', '没有这种骗局，请到骗局图鉴里找一找。')
  return { scam, drills: drills.filter(({ scamType }) => scamType === type) }
}

/** @throws AppError `not_found` for an unknown type. */
export async function viewPractice(type: string | undefined, now = new Date()): Promise<PracticeView> {
  const { scam, drills } = await bankOf(type)
  const today = dayOf(now)
  return { scam: scam ? nameOf(scam) : null, drills: drills.filter(({ expires }) => expires >= today).length }
}

/** A new random set; empty where there is nothing to practise. @throws as `viewPractice`. */
export async function drawPractice(
  type: string | null | undefined,
  seen: readonly string[],
  now = new Date(),
): Promise<PracticeSet> {
  const { drills } = await bankOf(type)
  return {
    items: drawDrills(drills, { size: PRACTICE_SIZE, seen, random: Math.random, today: dayOf(now) }).map(openDrill),
  }
}

/**
 * The feedback to an answer; stateless, so a repeat gets the same feedback. @throws AppError `not_found`, `bad_input`.
 */
export async function answerDrill(id: string, answer: readonly string[]): Promise<PracticeFeedback> {
  const library = await useLibrary()
  // Includes a drill that has expired since it was drawn.
  const item = library.drillById.get(id)
  if (!item) throw new AppError('not_found', '这道题已经收起来了，换下一题吧。')
  return { ...gradeDrill(item, answer), scam: nameOf(scamOf(library, item.scamType)) }
}
