/** Responses of routes without data: only a confirmation, or the id of the object. */

export interface OkReply {
  ok: boolean
}

/** The id of what was changed. */
export interface IdReply {
  id: string
}

/** `GET /api/ready`; everything that is false is unavailable. */
export interface ReadyReply extends OkReply {
  checks: { database: boolean; content: boolean; adapter: boolean; clock: boolean }
}

/** The origin by which this client reaches the server, without a slash at the end. */
export interface OriginReply {
  origin: string
  /** The computer no longer has the address that was chosen in the office: printed codes lead nowhere. */
  moved: boolean
}
