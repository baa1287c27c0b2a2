declare module '#auth-utils' {
  /** The content of a member's sealed session cookie; everything else is read from the database on each request. */
  interface User {
    id: string
    epoch: number
  }
}

export {}
