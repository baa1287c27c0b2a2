/** Whether what a screen has kept, or gets from a server of another version, can be played. */
import type { Playlist } from './playing.ts'
import type { Programme } from './scene.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const areAll = <T>(value: unknown, is: (each: unknown) => each is T): value is T[] =>
  Array.isArray(value) && value.every(is)

/** A kind that this page does not know is not damaged: it shows the attract view in its place. */
const isScene = (value: unknown): value is Programme['scenes'][number] =>
  isObject(value) &&
  typeof value.id === 'string' &&
  Number(value.seconds) > 0 &&
  isObject(value.content) &&
  typeof value.content.kind === 'string'

const isProgramme = (value: unknown): value is Programme =>
  isObject(value) && typeof value.id === 'string' && Number.isFinite(value.version) && areAll(value.scenes, isScene)
export const areProgrammes = (value: unknown): value is Programme[] => areAll(value, isProgramme)

const TIME = /^\d\d:\d\d$/
const isSlot = (value: unknown): value is Playlist['slots'][number] =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.programmeId === 'string' &&
  Array.isArray(value.weekdays) &&
  TIME.test(String(value.startsAt)) &&
  TIME.test(String(value.endsAt)) &&
  Number.isFinite(value.priority)

export const isPlaylist = (value: unknown): value is Playlist =>
  isObject(value) && areAll(value.slots, isSlot) && areProgrammes(value.programmes) && isObject(value.special)
