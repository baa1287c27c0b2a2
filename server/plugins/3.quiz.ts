import answers from '#server/api/attempts/[id]/answers.post.ts'
import { openExpressLane } from '#server/http/express-lane.ts'
import sameOrigin from '#server/middleware/same-origin.ts'
import { drainTallies } from '#server/campaign/tallies.ts'
import { drainAnswers } from '#server/quiz/answers.ts'

export default defineNitroPlugin((nitroApp) => {
  openExpressLane(sameOrigin, answers)
  // The database is closed only after this: all accepted answers are stored and acked first.
  nitroApp.hooks.hook('stopping', async () => {
    await drainAnswers()
    await drainTallies()
  })
})
