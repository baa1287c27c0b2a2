/** What a screen tells about itself: its page, its storage, its errors, and what it shows. Nothing about visitors. */
import type { View } from './view.ts'

/** How often a screen reports, ms. */
export const HEALTH_MS = 30_000
/** Most different errors in one report; more wait for the next. */
export const ERRORS_PER_REPORT = 5
/** Errors that are kept for each screen, and for how long, ms. */
export const ERRORS_KEPT = 50
export const ERRORS_KEPT_MS = 30 * 24 * 3600_000
/** An error is kept as its shape: so long at most, in characters. */
export const SHAPE_MAX = 160

/** Below this the office says that a screen's storage is nearly full, bytes. */
export const LITTLE_SPACE = 100 * 1024 * 1024

export const ERROR_KINDS = ['script', 'promise', 'file', 'view'] as const
export const ERROR_WORDS: Record<(typeof ERROR_KINDS)[number], string> = {
  script: '程序',
  promise: '程序',
  file: '文件没有加载',
  view: '画面画不出来',
}

/** What is shown. Kinds and ids are plain text: a newer page may show what this server does not know. */
export interface Picture {
  kind: string
  /** Of the panel, item, card, scene or scenario. */
  id: string | null
  /** The urgent card that is worn as a strip above it. */
  warning: string | null
  /** Since when it is shown, in the server's time, ms since the epoch. */
  since: number
}

export interface ScreenError {
  kind: (typeof ERROR_KINDS)[number]
  shape: string
  /** Of the last one, in the server's time. */
  at: number
  times: number
}

export interface HealthReport {
  /** Of the page. */
  build: string
  /** Since the page was loaded, ms; by a clock that nobody sets. */
  uptimeMs: number
  /** That the browser still lets this page use, bytes; null where it does not say. */
  freeBytes: number | null
  width: number
  height: number
  picture: Picture | null
  errors: ScreenError[]
}

/** What a view is about. */
function subjectOf(view: View, play: string | undefined): string | undefined {
  if (view.kind === 'play') return play
  if (view.kind === 'takeover') return view.card.id
  if (view.kind === 'panel') return view.panel.id
  if (view.kind === 'programme' || view.kind === 'scene') return view.turn.scene.id
  if (view.kind !== 'attract') return undefined
  const { scene } = view
  if (scene?.kind === 'message') return scene.item.id
  return scene?.kind === 'panel' ? scene.panel.id : scene?.kind
}

/** What is seen of a view; undefined while there is nothing to be seen. @param play the scenario that is played */
export function pictureOf(view: View, play?: string): Omit<Picture, 'since'> | undefined {
  if (view.kind === 'splash') return undefined
  const warning = 'warning' in view ? view.warning?.id : undefined
  return { kind: view.kind, id: subjectOf(view, play) ?? null, warning: warning ?? null }
}

/** Texts between quotation marks, addresses and long numbers could be somebody's: what is left says where to look. */
export function errorShape(name: string, message: string, place = ''): string {
  const words = message
    .replace(/https?:\/\/[^\s/]+/g, '')
    .replace(/\?\S*/g, '')
    .replace(/(["'`“])[^"'`”]*(["'`”])/g, '$1…$2')
    .replace(/\d{3,}/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
  const file = /([\w-]+\.(?:js|mjs|css|ts|vue|svg|woff2|png|webp|mp3|mp4))(?:\?[^:]*)?(:\d+)?/.exec(place)
  return `${name}: ${words}${file ? ` @${file[1]}${file[2] ?? ''}` : ''}`.slice(0, SHAPE_MAX)
}
