/** Forbidden content of our SVG pictures: scripts, and references to other files. */
import type { Problem } from './problem.ts'

const RULES: readonly [RegExp, string][] = [
  [/<(?:\w+:)?script[\s>/]/i, '图片里有脚本'],
  [/[\s"'/]on[a-z]+\s*=/i, '图片里有事件脚本'],
  [/javascript:/i, '图片里有脚本地址'],
  [/<(?:\w+:)?(?:foreignObject|iframe|embed|object|image|audio|video|animate\w*|set|a)[\s>/]/i, '图片里嵌了别的东西'],
  [/(?:href|src)\s*=\s*["'](?!#)/i, '图片引用了外面的文件'],
  [/url\(\s*["']?(?!#)/i, '图片引用了外面的文件'],
  [/<!(?:DOCTYPE|ENTITY)/i, '图片里有实体声明'],
  [/<\?xml-stylesheet|@import/i, '图片引用了外面的样式'],
]

/** @param file path below the project, e.g. `public/scams/romance.svg` */
export function checkSvg(file: string, text: string): Problem[] {
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/.test(text) || !/<\/svg>\s*$/.test(text)) {
    return [{ file, rule: 'svg', message: '这不是一个完整的 SVG 图片' }]
  }
  const line = (index: number) => text.slice(0, index).split('\n').length
  const problems: Problem[] = RULES.flatMap(([pattern, message]) => {
    const match = pattern.exec(text)
    return match ? [{ file, line: line(match.index), rule: 'svg', message }] : []
  })
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<svg[^>]*\sviewBox\s*=/.test(text))
    problems.push({ file, line: 1, rule: 'svg', message: '图片没有 viewBox，放大会被截断' })
  return problems
}
