/**
 * What takes turns on a hall screen while nobody plays, and which message a visitor is asked about next. All of it
 * follows from the server's time, so that screens side by side agree without talking to each other.
 */
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'

/** Within this time no screen shows a message twice, ms. */
export const UNREPEATED_MS = 10 * 60_000

/** A picture of the attract view; each is composed differently. */
export type AttractScene =
  | { kind: 'message'; item: OpenItem }
  /** `turn` chooses one of the calls that the screen can play. */
  | { kind: 'call'; turn: number }
  | { kind: 'panel'; panel: PanelCard }
  | { kind: 'figures' }
  /** A welcome, or the praise of whoever has just played here. */
  | { kind: 'visitor' }

/** Half of the time is the game's own; what is between has another composition each time. */
const TURNS = ['message', 'call', 'message', 'panel', 'message', 'figures', 'message', 'visitor'] as const
const MESSAGES = TURNS.filter((kind) => kind === 'message').length

/** FNV-1a, 32 bit: an order that looks random, and is the same everywhere. */
function rank(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  // Texts that differ in their last characters alone would stay neighbours.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  return (hash ^ (hash >>> 13)) >>> 0
}

const shuffled = <T extends { id: string }>(all: readonly T[], seed: string): T[] =>
  all
    .map((each) => ({ each, place: rank(`${seed}:${each.id}`) }))
    .sort((a, b) => a.place - b.place || (a.each.id < b.each.id ? -1 : 1))
    .map(({ each }) => each)

/**
 * The messages of one round through the bank. Each round has an order of its own, but both halves of the bank keep
 * their place in it: from a message to the same one in the next round it is at least half the bank.
 */
function mixedRound<T extends { id: string }>(items: readonly T[], round: number): T[] {
  const mixed = shuffled(items, 'halves')
  const half = mixed.length >> 1
  return [mixed.slice(0, half), mixed.slice(half)].flatMap((part) => shuffled(part, `round ${round}`))
}

/** Places of the round that was asked for last: many turns are looked up one after the other. */
let made: { items: readonly { id: string }[]; round: number; places: number[] } | undefined

function roundOf<T extends { id: string }>(items: readonly T[], round: number): (T | undefined)[] {
  if (made?.items !== items || made.round !== round) {
    const index = new Map(items.map((item, at) => [item, at]))
    made = { items, round, places: mixedRound(items, round).map((item) => index.get(item) ?? 0) }
  }
  return made.places.map((at) => items[at])
}

/** The message with this number; undefined for an empty bank. */
export function messageAt<T extends { id: string }>(items: readonly T[], place: number): T | undefined {
  return items.length > 0 ? roundOf(items, Math.floor(place / items.length))[place % items.length] : undefined
}

/** What may be shown. */
export interface AttractContent {
  panels: readonly PanelCard[]
  samples: readonly OpenItem[]
}

/**
 * The scene of a turn.
 * @param slot number of the turn, counted from the epoch
 * @param mixed false where the panels have turns of their own already: then messages alone
 */
export function attractScene({ panels, samples }: AttractContent, slot: number, mixed: boolean): AttractScene {
  const round = Math.floor(slot / TURNS.length)
  const place = slot % TURNS.length
  const kind = mixed ? TURNS[place] : 'message'
  const before = TURNS.slice(0, place).filter((each) => each === 'message').length
  const item = kind === 'message' ? messageAt(samples, mixed ? round * MESSAGES + before : slot) : undefined
  if (item) return { kind: 'message', item }
  if (kind === 'call') return { kind, turn: round }
  const panel = kind === 'panel' ? panels[round % panels.length] : undefined
  if (panel) return { kind: 'panel', panel }
  return { kind: kind === 'figures' ? kind : 'visitor' }
}

/** Ids of the messages that take their turn within `UNREPEATED_MS` of `at`, before or after. */
export function messagesAround(content: AttractContent, at: number, stay: number, mixed: boolean): Set<string> {
  const slots = (ms: number) => Math.max(0, Math.floor(ms / stay))
  const ids = new Set<string>()
  for (let slot = slots(at - UNREPEATED_MS); slot <= slots(at + UNREPEATED_MS); slot += 1) {
    const scene = attractScene(content, slot, mixed)
    if (scene.kind === 'message') ids.add(scene.item.id)
  }
  return ids
}

/**
 * The next message for a visitor: none that this screen has shown, or will show by itself, within `UNREPEATED_MS`.
 * Undefined when there is none left.
 * @param seed of the screen: visitors side by side get other messages
 * @param shown when this screen has shown each message to a visitor, ms
 */
export function nextMessage<T extends { id: string }>(
  items: readonly T[],
  { seed, at, shown, around }: { seed: string; at: number; shown: ReadonlyMap<string, number>; around: Set<string> },
): T | undefined {
  const free = items.filter(({ id }) => !around.has(id) && at - (shown.get(id) ?? -Infinity) >= UNREPEATED_MS)
  // Those that were never shown come first, then the ones shown longest ago.
  return shuffled(free, `${seed} ${Math.floor(at / UNREPEATED_MS)}`).sort(
    (a, b) => (shown.get(a.id) ?? 0) - (shown.get(b.id) ?? 0),
  )[0]
}
