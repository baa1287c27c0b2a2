/** Parts of Nitro that its own entries use and that carry no types. */
declare module '#nitro-internal-pollyfills' {}
declare module 'nitropack/runtime/internal' {
  export function trapUnhandledNodeErrors(): void
}
