import { expect, it } from 'vitest'
import { sharePreview } from '#server/http/page-head.ts'

const preview = (path: string) => sharePreview(['<title>活动</title>'], path, { host: 'fz.example' })

it('names the address of a page in one spelling, without its query', () => {
  expect(preview('/scams/a?x=1')).toContain('property="og:url" content="http://fz.example/scams/a"')
  expect(preview('/cards/%E4%B8%80')).toContain('content="http://fz.example/cards/%E4%B8%80"')
})

it.each(['/s/%', '/s/%ED%A0%80', '/s/%c0%ae', '/s/%E0%A4%A'])('has a preview for the broken escape %s', (path) => {
  expect(preview(path)).toContain(`property="og:url" content="http://fz.example${path}"`)
})
