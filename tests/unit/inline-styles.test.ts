import { describe, expect, it } from 'vitest'
import { inlineStyles } from '#server/http/inline-styles.ts'

const SHEETS: Record<string, string> = { '/_nuxt/a.css': 'a{color:red}', '/_nuxt/b.css': 'b{color:blue}' }
const read = async (path: string) => SHEETS[path]

describe('styles in the page', () => {
  it('stand in the order of their links, which are switched off and keep their address', async () => {
    const head = [
      '<title>测</title><link rel="stylesheet" href="/_nuxt/a.css" crossorigin>',
      '<link nonce="n" integrity="sha384-x" rel="stylesheet" href="/_nuxt/b.css"><link rel="icon" href="/icon.svg">',
    ]
    expect(await inlineStyles(head, read)).toEqual([
      '<title>测</title><link disabled rel="stylesheet" href="/_nuxt/a.css" crossorigin>',
      '<link disabled nonce="n" integrity="sha384-x" rel="stylesheet" href="/_nuxt/b.css">' +
        '<link rel="icon" href="/icon.svg">',
      '<style>a{color:red}b{color:blue}</style>',
    ])
  })
  it('leave what cannot be read, or would end its element, as it is', async () => {
    const head = ['<link rel="stylesheet" href="/_nuxt/none.css">']
    expect(await inlineStyles(head, read)).toEqual(head)
    expect(await inlineStyles(head, async () => 'i{content:"</style>"}')).toEqual(head)
  })
})
