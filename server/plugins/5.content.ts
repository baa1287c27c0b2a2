import { report } from '#server/log/report.ts'
import { leftOutLines } from '#shared/content/overview.ts'

export default defineNitroPlugin(() => {
  if (import.meta.prerender) return
  for (const line of leftOutLines(useRuntimeConfig().contentProblems)) report('warn', 'content', line)
})
