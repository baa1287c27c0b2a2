/** Names of rooms; an emit to one reaches its sockets on every node. */

/** Everyone in one station's office. */
export const stationRoom = (stationId: string) => `station:${stationId}`
/** The connections of one screen. */
export const screenRoom = (screenId: string) => `screen:${screenId}`
