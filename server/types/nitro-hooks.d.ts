declare module 'nitropack/types' {
  interface NitroRuntimeHooks {
    /** The server accepts no new work: sockets are closed now, running requests still finish. */
    stopping: () => void
  }
}

export {}
