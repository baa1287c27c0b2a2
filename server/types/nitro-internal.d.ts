/** Parts of Nitro that its own entries use and that have no types. */
declare module '#nitro-internal-pollyfills' {}
declare module 'nitropack/runtime/internal' {
  export function trapUnhandledNodeErrors(): void
}
declare module '#nitro-internal-virtual/public-assets' {
  /** @throws for a path that is not among the public files. */
  export function readAsset(path: string): Promise<Buffer | undefined>
}
