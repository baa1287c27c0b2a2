/**
 * The Socket.IO namespace of members' offices: authenticated by the session cookie, notified of changes in the station.
 */
import type { Server } from 'socket.io'
import { listen } from '#server/bus.ts'
import { defineNamespace } from '#server/realtime/namespace.ts'
import type { On, OpenNamespace } from '#server/realtime/namespace-types.ts'
import { atEachPublication, pace } from '#server/realtime/pace.ts'
import {
  campaignOf,
  campaignRoom,
  isCampaignRoom,
  memberRoom,
  sessionRoom,
  stationRoom,
} from '#server/realtime/rooms.ts'
import type { Right } from '#shared/member/role.ts'
import type { OfficeClientEvents, OfficeServerEvents } from '#shared/realtime/office.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'
import { type MemberData, memberCredential, type SessionSettings } from './credential.ts'
import type { CurrentMember } from './session.ts'

export interface Office {
  client: OfficeClientEvents
  server: OfficeServerEvents
  data: MemberData
  proof: CurrentMember
  right: Right
}

/** Shortest interval between two notifications about one campaign's figures, in ms. */
const INTERVAL_MS = 250

/** Windows of one member on all devices: far more than anybody has open; a loop must not take the server's memory. */
const CONNECTIONS_MAX = 50

/** @param events registers the client events of the domain modules. */
export function openOffice(
  io: Server,
  session: SessionSettings,
  events: readonly ((on: On<Office>) => void)[],
  recheckMs?: number,
): OpenNamespace<Office> {
  const open = defineNamespace<Office>({
    path: NAMESPACES.office,
    ...memberCredential(session, recheckMs),
    crowd: {
      of: ({ session }) => session.user.id,
      most: CONNECTIONS_MAX,
      message: '这个账号打开的办公室页面太多了，请关掉几个。',
    },
    events: (on) => events.forEach((register) => register(on)),
  })
  return open(io)
}

/**
 * Forwards bus events to the offices.
 * @param published how long it takes until what visitors do is published, in ms
 * @returns stops forwarding.
 */
export function tellOffice(office: OpenNamespace<Office>, published: () => number): () => void {
  const changed = (campaignId: string) => office.send(campaignRoom(campaignId), 'reach:changed', { campaignId })
  const entered = pace(() => INTERVAL_MS, changed)
  // Each server its own connections. Only with the figures: another moment would say that somebody has come.
  const publication = atEachPublication(published, () => {
    for (const connection of office.connections())
      for (const room of connection.rooms)
        if (isCampaignRoom(room)) connection.send('reach:changed', { campaignId: campaignOf(room) })
  })
  const stops = [
    listen(['contact:entered', 'reach:moved'], ({ campaignId }) => entered.ask(campaignId)),
    listen(['campaign:changed', 'touchpoint:changed', 'contact:entered'], ({ stationId, campaignId }) =>
      office.send(stationRoom(stationId), 'campaign:changed', { campaignId }),
    ),
    listen(
      [
        'screen:paired',
        'screen:edited',
        'screen:revoked',
        'screen:went-online',
        'screen:went-offline',
        'screen:contested',
        'screen:reported',
      ],
      ({ stationId, screenId }) => office.send(stationRoom(stationId), 'screen:changed', { screenId }),
    ),
    listen(['content:decided', 'card:published', 'card:withdrawn', 'card:moved'], ({ stationId }) =>
      office.send(stationRoom(stationId), 'waiting:changed'),
    ),
    listen(['member:session-ended'], ({ memberId, kept }) =>
      office.expel(memberRoom(memberId), kept && sessionRoom(kept)),
    ),
    listen(['member:logged-out'], ({ sessionIds }) => sessionIds.forEach((id) => office.expel(sessionRoom(id)))),
    entered.stop,
    publication,
  ]
  return () => stops.forEach((stop) => stop())
}
