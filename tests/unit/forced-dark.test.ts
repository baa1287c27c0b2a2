/**
 * Forced dark turns text of a brightness below 150 light, and only backgrounds above 205 dark: text on what lies
 * between becomes light on light (`dark_mode_color_classifier.cc` of Chromium; phones' own browsers do it alike).
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TEXT_TURNS = 150
const GROUND_TURNS = 210

const TOKENS = new Map(
  [...readFileSync(`${ROOT}assets/tokens.css`, 'utf8').matchAll(/(--[\w-]+): (#[\da-f]+);/g)].map(
    ([, name = '', colour = '']) => [`var(${name})`, colour],
  ),
)

function brightness(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16)
  return (part(1) * 299 + part(3) * 587 + part(5) * 114) / 1000
}

/** The colours of a declaration, tokens resolved. */
const colours = (body: string, property: RegExp) =>
  [...body.matchAll(property)].flatMap(([, value = '']) =>
    (value.match(/var\(--[\w-]+\)|#[\da-f]{3,6}\b/g) ?? []).map((colour) => TOKENS.get(colour) ?? colour),
  )

/** Rules whose text would be light on light: their own dark text, or text that they may inherit. */
function lightOnLight(file: string, source: string): string[] {
  const css = file.endsWith('.css') ? source : [...source.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].join('\n')
  return [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, before = '', body = '']) => {
    const selector = before.replace(/\/\*[^]*?\*\//g, '').trim()
    const grounds = colours(body, /background(?:-color)?: ([^;]+);/g).filter((colour) => colour.startsWith('#'))
    const texts = colours(body, /(?:^|[\s;])color: ([^;]+);/g).filter((colour) => colour.startsWith('#'))
    const dark = texts.some((colour) => brightness(colour) < TEXT_TURNS)
    // Lines, dots and bars have no text in them.
    const shape = /(?: i|::after|::before|\.pale|\.dark|\.typing span)$/.test(selector)
    // The first is the upper one.
    const bad = grounds.slice(0, 1).some((colour) => {
      const bright = brightness(colour)
      if (bright > GROUND_TURNS) return false
      return dark || (bright > TEXT_TURNS && texts.length === 0 && !shape)
    })
    return bad ? [`${file} ${selector}`] : []
  })
}

describe('forced dark', () => {
  it.each([
    ['its own dark text on gold', '.a {\n  background: var(--gold);\n  color: var(--ink);\n}'],
    ['text that it inherits, on a middle green', '.a {\n  background: #a9e87a;\n}'],
    ['dark text on grey', '.a {\n  background: #8b93a3;\n  color: #10192b;\n}'],
  ])('would hide %s', (_name, css) => expect(lightOnLight('a.css', css)).toEqual(['a.css .a']))

  it.each([
    '.a {\n  background: var(--chat-me);\n}',
    '.a {\n  background: var(--brand);\n  color: #fff;\n}',
    '.dots i {\n  background: #b1b6c1;\n}',
  ])('leaves what is light enough, or dark, or no text: %j', (css) => expect(lightOnLight('a.css', css)).toEqual([]))

  it('hides no text of the project', () => {
    const files = globSync(['assets/*.css', '{components,layouts,pages}/**/*.vue', '*.vue'], { cwd: ROOT })
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap((file) => lightOnLight(file, readFileSync(ROOT + file, 'utf8')))).toEqual([])
  })
})
