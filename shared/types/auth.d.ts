declare module '#auth-utils' {
  /** What the sealed cookie of a member holds; the rest is read from the database on each request. */
  interface User {
    id: string
    epoch: number
  }
}

export {}
