/**
 * Checks every emitted script and style sheet against the oldest browsers of README.md: those for residents and hall
 * screens, and, for what only the office loads, those of the office.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FILES_FOR_ALL } from '../../scripts/old-browsers.ts'
import { newerInScripts, newerInStyles, OLDEST_FOR_ALL, OLDEST_IN_OFFICE } from '../fixtures/newer.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Why a script may name it although it is newer. */
const SCRIPTS: Record<string, string[]> = {
  'in polyfills.mjs': ['Object.hasOwn', '.at()', '.findLast()'],
  'brought along by useMermaid.ts': ['Object.groupBy'],
  'only to draw links of diagrams in the office, of which ours have none': ['URL.canParse'],
  'tested for before it is used': [
    '.captureStackTrace()',
    '.startViewTransition()',
    '.showModal()',
    '.checkVisibility()',
    'AbortSignal.any',
    'WeakRef',
    '.deref()',
    '.Segmenter()',
    'requestIdleCallback',
    'cancelIdleCallback',
    'setImmediate',
    'trustedTypes',
  ],
  "Vue's own methods of lists, called only by who calls them": ['.toReversed()', '.toSorted()', '.toSpliced()'],
  'only over WebTransport, which is not used': ['.setBigUint64()'],
  "methods of libraries' own objects": [
    '.anchorElement()',
    '.difference()',
    '.dispose()',
    '.drop()',
    '.error()',
    '.getName()',
    '.initialize()',
    '.intersection()',
    '.move()',
    '.register()',
    '.resize()',
    '.toArray()',
    '.union()',
    '.use()',
    '.when()',
    '.with()',
    'open',
  ],
}
/** What a style sheet may have although it is newer. */
const STYLES: Record<string, string[]> = {
  'missed without harm': [
    '::backdrop',
    ':focus-visible',
    ':marker',
    ':backdrop',
    'box-decoration-break',
    'break-after: avoid',
    'outline',
    'overscroll-behavior',
    'print-color-adjust',
    'scroll-behavior',
    'scroll-margin-block-start',
    'scroll-padding-block-end',
    'scrollbar-width',
    'text-autospace',
    'text-decoration-thickness',
    'text-decoration: dotted',
    'text-decoration: wavy',
    'text-wrap',
  ],
  'only a finger is there, no pointer': ['cursor: default', 'cursor: none', 'cursor: pointer', 'cursor: progress'],
  'known in grids for longer, in flex boxes the same as `flex-start`': [
    'align-content: end',
    'align-content: start',
    'align-self: end',
    'align-self: start',
    'justify-content: end',
    'place-items: start',
  ],
  'with its prefix beside it': ['appearance', 'user-select'],
  'the size of the picture is the same': ['aspect-ratio'],
  'behind @supports': ['@container', 'container-type'],
}
const isAccepted = (reasons: Record<string, string[]>, each: string) => Object.values(reasons).flat().includes(each)

const forAll = new Set<string>(JSON.parse(readFileSync(join(ROOT, '.output', FILES_FOR_ALL), 'utf8')))
const FOLDER = join(ROOT, '.output/public/_nuxt')

describe.each([
  ['residents and hall screens', true, OLDEST_FOR_ALL],
  ['the office alone', false, OLDEST_IN_OFFICE],
] as const)('what %s may load', (_who, isForAll, oldest) => {
  const names = readdirSync(FOLDER).filter((name) => forAll.has(name) === isForAll)
  it.each([
    ['scripts', /\.js$/, newerInScripts(oldest), SCRIPTS],
    ['styles', /\.css$/, newerInStyles(oldest), STYLES],
  ] as const)('%s need nothing newer than its oldest browsers', (_kind, ending, find, accepted) => {
    const files = names.filter((name) => ending.test(name))
    expect(files.length).toBeGreaterThan(5)
    const found = files.flatMap((name) =>
      find(readFileSync(join(FOLDER, name), 'utf8')).flatMap((each) =>
        isAccepted(accepted, each) ? [] : [`${name}: ${each}`],
      ),
    )
    expect(found).toEqual([])
  })
})
