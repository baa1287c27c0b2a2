/**
 * Names of rooms; an emit to a room reaches its sockets on every node. Rooms of the same name in different namespaces
 * are separate.
 */

/** All clients of one station: its offices, or its hall's screens. */
export const stationRoom = (stationId: string) => `station:${stationId}`
/** All clients that watch or show a campaign. */
export const campaignRoom = (campaignId: string) => `campaign:${campaignId}`
export const isCampaignRoom = (room: string) => room.startsWith('campaign:')
export const campaignOf = (room: string) => room.slice('campaign:'.length)
/** The connections of one screen. */
export const screenRoom = (screenId: string) => `screen:${screenId}`
/** The connections of one member, from all devices. */
export const memberRoom = (memberId: string) => `member:${memberId}`
/** The connections that were opened with one session cookie. */
export const sessionRoom = (sessionId: string) => `session:${sessionId}`
