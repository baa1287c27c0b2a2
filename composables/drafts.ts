/**
 * What was typed into the forms of this device and not sent: in localStorage, so that it outlives a closed tab and an
 * ended session. Each draft is kept under the id of its member and offered to nobody else. It is not encrypted: who can
 * open the developer tools of a shared computer can read it. Forms hold no resident's data, and no password is kept.
 */
export interface Draft {
  id: string
  /** When it was last changed, in ms. */
  at: number
  /** The values with which the editing began. */
  was: Record<string, unknown>
  values: Record<string, unknown>
  /** What was last sent, and its idempotency key: the answer may be lost although the values are stored. */
  sent?: { text: string; id: string }
}

const PREFIX = 'draft:'
/** Older drafts are deleted. */
const KEEP_MS = 14 * 24 * 3600_000
/** Drafts of one form: there may be several where an offered one was neither taken nor dropped, or in two tabs. */
const DRAFTS_MAX = 3
/** Characters of all drafts together; localStorage holds some five million, and answers of the quiz wait there too. */
const CHARACTERS_MAX = 500_000

/** Drafts that could not be stored (private mode, full disk): they outlive a closed dialog, not a reload. */
const unstored = new Map<string, Draft[]>()

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isDraft = (value: unknown): value is Draft =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.at === 'number' &&
  isObject(value.was) &&
  isObject(value.values) &&
  (value.sent === undefined || (isObject(value.sent) && typeof value.sent.id === 'string'))

function parse(text: string | null, now: number): Draft[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? found.filter(isDraft).filter(({ at }) => now - at < KEEP_MS) : []
  } catch {
    return []
  }
}

/** Deletes what has expired, and the oldest where there is too much. */
function tidy(now: number, most: number): void {
  const all = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => {
      const text = localStorage.getItem(key) ?? ''
      return { key, size: text.length, at: Math.max(0, ...parse(text, now).map(({ at }) => at)) }
    })
    .sort((one, other) => other.at - one.at)
  let sum = 0
  for (const { key, size, at } of all) {
    sum += size
    if (at === 0 || sum > most) localStorage.removeItem(key)
  }
}

export const draftKey = (member: string | undefined, form: string) => `${PREFIX}${member ?? 'guest'}:${form}`

/** The drafts of one form, the newest first. */
export function readDrafts(key: string, now = Date.now()): Draft[] {
  const kept = unstored.get(key)
  if (kept) return kept
  try {
    return parse(localStorage.getItem(key), now)
  } catch {
    return []
  }
}

/** @returns whether they are stored, so that they outlive this tab */
function writeDrafts(key: string, drafts: Draft[]): boolean {
  const store = () =>
    drafts.length === 0 ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(drafts))
  try {
    try {
      store()
    } catch {
      // Full: older drafts make room. Blocked storage throws again.
      tidy(Date.now(), CHARACTERS_MAX / 4)
      store()
    }
    unstored.delete(key)
    return true
  } catch {
    unstored.set(key, drafts)
    return drafts.length === 0
  }
}

/** Adds a draft, or replaces the one with its id. @returns whether it is stored, so that it outlives this tab */
export function putDraft(key: string, draft: Draft): boolean {
  const others = readDrafts(key).filter(({ id }) => id !== draft.id)
  return writeDrafts(key, [draft, ...others].slice(0, DRAFTS_MAX))
}

export function removeDraft(key: string, id: string): void {
  const drafts = readDrafts(key)
  const left = drafts.filter((draft) => draft.id !== id)
  if (left.length < drafts.length) writeDrafts(key, left)
}

/** For when a form opens: keeps the storage of this device small. */
export function tidyDrafts(now = Date.now()): void {
  try {
    tidy(now, CHARACTERS_MAX)
  } catch {
    // Storage is blocked, so there is nothing to tidy.
  }
}
