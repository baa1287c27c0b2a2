/** What the office may send about groups and cues. */
import { z } from 'zod'
import { requiredLineSchema, revisionSchema } from '../fields.ts'
import { uuidSchema } from '../ids.ts'
import { REVISION_MAX } from '../screen/state.ts'

/** Screens of one group: far more than a hall has. */
const SCREENS_MAX = 200

const fields = {
  name: requiredLineSchema('屏组名称', 20),
  screenIds: z.array(uuidSchema, '请选择屏').max(SCREENS_MAX, `一组最多 ${SCREENS_MAX} 块屏`),
}
export const createGroupSchema = z.object(fields)
export type CreateGroup = z.output<typeof createGroupSchema>

export const editGroupSchema = z.object({ ...fields, revision: revisionSchema })
export type EditGroup = z.output<typeof editGroupSchema>

export const groupQuerySchema = z.object({ revision: z.coerce.number().pipe(revisionSchema) })

const epoch = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const groupId = uuidSchema

export const watchGroupSchema = z.object({ groupId })
export const startCueSchema = z.object({ groupId, programmeId: uuidSchema, epoch })

/** Longest scene, ms: a day. */
const POSITION_MAX = 24 * 3600_000
const pressSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['next', 'back', 'pause', 'resume', 'black', 'light']) }),
  z.object({ kind: z.literal('go'), scene: z.int().min(0).max(999) }),
  z.object({ kind: z.literal('seek'), position: z.int().min(0).max(POSITION_MAX) }),
])
export const pressCueSchema = z.object({ groupId, epoch, press: pressSchema })
export const groupEpochSchema = z.object({ groupId, epoch })

/** A screen's report that it has really shown a cue. */
export const flipSchema = z.object({
  epoch,
  seq: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** When it was to be shown, and when it was, in server time as estimated by the screen. */
  showAt: z.number().positive().max(REVISION_MAX),
  shownAt: z.number().positive().max(REVISION_MAX),
})
export type FlipReport = z.output<typeof flipSchema>
