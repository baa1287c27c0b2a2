declare module 'nitropack/types' {
  interface NitroRuntimeHooks {
    /** The server takes no new work: sockets are closed now, requests in flight still finish. */
    stopping: () => void
  }
}

export {}
