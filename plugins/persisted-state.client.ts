import type { Pinia, StateTree } from 'pinia'

interface Persistence<State> {
  key: string
  /** Both may throw, e.g. where storage is blocked: the store then lives in memory alone. */
  storage: { getItem: (key: string) => string | null; setItem: (key: string, text: string) => void }
  /** @throws for a text that is no state of this store; it is then left aside. */
  serializer: { serialize: (state: State) => string; deserialize: (text: string) => State }
}

declare module 'pinia' {
  // The second parameter must be named as Pinia names it.
  // oxlint-disable-next-line no-unused-vars
  export interface DefineStoreOptionsBase<S extends StateTree, Store> {
    /** Remembers the whole state on this device, under this key. */
    persist?: Persistence<S>
  }
}

/**
 * Remembers stores with `persist`: read when the store is first used, written at every change. By hand, because the
 * first page of every phone carries it and pinia-plugin-persistedstate brings picking by path and cookies along.
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
        // Begins anew.
      }
      store.$subscribe(
        (_mutation, state) => {
          try {
            storage.setItem(key, serializer.serialize(state))
          } catch {
            // Not remembered.
          }
        },
        { detached: true },
      )
    })
  },
})
