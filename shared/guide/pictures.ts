/**
 * The pictures of the manual: taken from the built site (scripts/screenshots.ts), referenced by its chapters, checked
 * by a test.
 */
export const GUIDE_SIZES = { screen: [1280, 720], desk: [1120, 760], wide: [1440, 900], phone: [390, 780] } as const
export type GuideSize = keyof typeof GUIDE_SIZES

/** File name below `public/guide/` without extension → the device it shows. */
export const GUIDE_PICTURES: Readonly<Record<string, GuideSize>> = {
  'hall-pairing': 'screen',
  'hall-screen': 'screen',
  'hall-play': 'screen',
  'member-invite': 'desk',
  'campaign-list': 'desk',
  'campaign-form': 'desk',
  'campaign-touchpoints': 'desk',
  'campaign-numbers': 'desk',
  'code-dialog': 'wide',
  'code-print': 'desk',
  'card-editor': 'wide',
  'card-publish': 'desk',
  'content-overview': 'desk',
  'content-graph': 'wide',
  'panel-print': 'desk',
  'quiz-phone': 'phone',
  'practice-phone': 'phone',
}
