import type { Pinia, StateTree } from 'pinia'

interface Persistence<State> {
  key: string
  /** Both may throw, e.g. where storage is blocked: then the store is kept in memory only. */
  storage: { getItem: (key: string) => string | null; setItem: (key: string, text: string) => void }
  /** @throws for a text that is not a valid state of this store, which is then ignored */
  serializer: { serialize: (state: State) => string; deserialize: (text: string) => State }
}

declare module 'pinia' {
  // Declaration merging needs the same parameter names as Pinia's.
  // oxlint-disable-next-line no-unused-vars
  export interface DefineStoreOptionsBase<S extends StateTree, Store> {
    /** Makes the whole state of the store persistent on this device, under this key. */
    persist?: Persistence<S>
  }
}

/**
 * Makes stores with `persist` persistent: read when the store is first used, written at every change. Written by hand,
 * because every phone loads it with its first page, and pinia-plugin-persistedstate adds path filters and cookies.
 */
export default defineNuxtPlugin({
  name: 'persisted-state',
  dependsOn: ['pinia'],
  setup: ({ $pinia }) => {
    ;($pinia as Pinia).use(({ store, options: { persist } }) => {
      if (!persist) return
      const { key, storage, serializer } = persist
      try {
        const text = storage.getItem(key)
        if (text) store.$patch(serializer.deserialize(text))
      } catch {
        // The store starts empty.
      }
      store.$subscribe(
        (_mutation, state) => {
          try {
            storage.setItem(key, serializer.serialize(state))
          } catch {
            // The change is kept in memory only.
          }
        },
        { detached: true },
      )
    })
  },
})
