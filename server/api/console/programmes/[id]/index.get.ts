import { defineEventHandler } from 'h3'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { readProgramme } from '#server/programme/find.ts'
import { storedMedia } from '#server/programme/media.ts'
import { sceneChoices } from '#server/programme/references.ts'
import { idParams } from '#shared/ids.ts'
import type { ProgrammePage } from '#shared/programme/view.ts'

export default defineEventHandler(async (event): Promise<ProgrammePage> => {
  const { stationId } = await requireMember(event)
  const { id } = parseParams(event, idParams)
  return {
    programme: await readProgramme(stationId, id),
    choices: await sceneChoices(await storedMedia(stationId)),
  }
})
