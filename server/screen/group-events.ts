/** What docents' consoles ask and press. */
import type { Office } from '#server/member/office.ts'
import type { On } from '#server/realtime/namespace-types.ts'
import { groupRoom, isGroupRoom } from '#server/realtime/rooms.ts'
import { groupEpochSchema, pressCueSchema, startCueSchema, watchGroupSchema } from '#shared/programme/group-input.ts'
import { endProgramme, press, readGroupView, startProgramme, takeOver } from './cues.ts'

const LEAD = { right: 'group.lead' } as const

export function groupEvents(on: On<Office>): void {
  on('group:watch', watchGroupSchema, LEAD, async ({ groupId }, member, connection) => {
    // Before the room, so that no group of another station is watched.
    await readGroupView(member.stationId, groupId)
    for (const room of connection.rooms) if (isGroupRoom(room)) await connection.leave(room)
    await connection.join(groupRoom(groupId))
    // Again: what was cued in between was sent to the room before this console was in it.
    return readGroupView(member.stationId, groupId)
  })
  on('group:start', startCueSchema, LEAD, (asked, member) => startProgramme(member, asked))
  on('group:press', pressCueSchema, LEAD, (asked, member) => press(member, asked))
  on('group:end', groupEpochSchema, LEAD, (asked, member) => endProgramme(member, asked))
  on('group:take', groupEpochSchema, LEAD, (asked, member) => takeOver(member, asked))
}
