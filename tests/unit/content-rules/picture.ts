import { describe, expect, it } from 'vitest'
import { checkSvg } from '#shared/content/check/svg.ts'
import { note, short } from './checking.ts'

describe('a picture', () => {
  const SVG =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2">\n  <g id="a"/>\n  <use href="#a" fill="url(#b)"/>\n</svg>\n'
  const svg = (text: string) => note(checkSvg('public/scams/demo.svg', text)).map(short)
  const put = (part: string) => svg(SVG.replace('  <use', `  ${part}\n  <use`))

  it('may be sound', () => {
    expect(svg(SVG)).toEqual([])
    expect(svg(`<?xml version="1.0"?>\n${SVG}`)).toEqual([])
  })

  it.each([
    '<script>alert(1)</script>',
    '<svg:script/>',
    '<g onload="x()"/>',
    '<g/onclick = "x()"/>',
    '<g id="b"onclick="x()"/>',
    '<g id="javascript:x"/>',
    '<foreignObject></foreignObject>',
    '<iframe/>',
    '<image/>',
    '<animateTransform/>',
    '<set/>',
    '<a></a>',
    '<svg:a></svg:a>',
    '<use href="https://a.example/b.svg#c"/>',
    "<use xlink:href='b.svg#c'/>",
    '<use href="data:image/svg+xml,x"/>',
    '<g src="b.png"/>',
    '<g fill="url(b.svg#c)"/>',
    '<g style="fill:url( \'//a.example\')"/>',
    '<style>@import "b.css";</style>',
    '<!ENTITY a "b">',
    '<!DOCTYPE svg>',
    '<?xml-stylesheet href="#"?>',
  ])('holds no %s', (part) => {
    expect(put(part)).toContain('public/scams/demo.svg:3 svg')
  })

  it('grows with the screen', () => {
    expect(svg(SVG.replace(' viewBox="0 0 3 2"', ''))).toEqual(['public/scams/demo.svg:1 svg'])
    expect(svg(SVG.replace(' viewBox="0 0 3 2"', '').replace('<g id', '<g viewBox="0 0 3 2" id'))).toEqual([
      'public/scams/demo.svg:1 svg',
    ])
  })

  it.each([
    '',
    '<svg/>',
    '<html></html>',
    '<svg viewBox="0 0 1 1">',
    `<!DOCTYPE svg [<!ENTITY a "b">]>${SVG}`,
    '\u0089PNG\r\n',
    'x'.repeat(5e6),
  ])('is an SVG (%#)', (text) => {
    expect(svg(text)).toEqual(['public/scams/demo.svg svg'])
  })
})
