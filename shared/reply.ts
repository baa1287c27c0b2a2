/** Results of routes that have nothing to show: the client learns that it is done, or to what. */

export interface OkReply {
  ok: boolean
}

/** The id of what was changed. */
export interface IdReply {
  id: string
}

/** `GET /api/ready`; whatever is false is missing. */
export interface ReadyReply extends OkReply {
  checks: { database: boolean; content: boolean; adapter: boolean }
}

/** Under which address this client reaches the server, without a slash at the end. */
export interface OriginReply {
  origin: string
}
